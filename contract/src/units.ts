import { z } from 'zod';

/** UTC instant as ISO 8601 with milliseconds and Z. */
export const instant = z.iso.datetime({ offset: false }).describe('UTC instant, ISO 8601');

/** Epoch milliseconds, UTC. */
export const epochMs = z.number().int().describe('milliseconds since 1970-01-01 UTC');

/** A share from 0 to 1. */
export const share = z.number().min(0).max(1);
