/** How query strings carry lists and pages: the shapes that the queries of several subjects share. */
import { z } from 'zod';

const mostItems = 500;
const repeated = (value: unknown): unknown[] | undefined => (value === undefined ? undefined : Array.isArray(value) ? value : [value]);

/** A list of things that have no comma: repeated, or separated by commas. */
export const list = <T extends z.ZodType<string>>(item: T) =>
  z.preprocess((value) => repeated(value)?.flatMap((part) => String(part).split(',')), z.array(item).max(mostItems).optional());

/** A list of names, which may have commas: repeated only. */
export const names = <T extends z.ZodType<string>>(item: T) => z.preprocess(repeated, z.array(item).max(mostItems).optional());

/** Which servers are meant: those that each list given names. */
export const serverFilters = {
  profile: list(z.string().max(64)),
  region: list(z.string().max(64)),
  tier: list(z.string().max(128)),
};

/** Most items of one answer. */
export const limit = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback);

/** Where the page before ended: its nextCursor. */
export const cursor = z.string().max(512).optional();
