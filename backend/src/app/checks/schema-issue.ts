/** What a schema found wrong, in words for whoever sent the value: the problem, and what was received. */
import { inspect } from 'node:util';
import type { z } from 'zod';
import { isSecretPath, printable, redacted } from '../config/secrets.ts';

const longestReceived = 80;
/** Of objects in objects; a body may be nested as deep as somebody likes. */
const shownLevels = 2;

/** The value that an issue is about; undefined when there is none. A text on the way to it is JSON, as questions in links are. */
export function receivedBy({ path }: z.core.$ZodIssue, whole: unknown): unknown {
  return path.reduce<unknown>((value, key) => {
    const inner = typeof value === 'string' ? fromJson(value) : value;
    return typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined;
  }, whole);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** zod's words without the received type: the value itself is told. */
export function problemOf({ message }: z.core.$ZodIssue, received: unknown): string {
  return received === undefined ? 'is missing' : message.replace(/^Invalid input: /, '').replace(/, received .*$/, '');
}

/** Secrets redacted, long values cut. */
export function receivedText(received: unknown, path: readonly PropertyKey[]): string {
  if (received === undefined) return 'nothing';
  if (isSecretPath(path)) return redacted;
  const text = inspect(printable(received, path, shownLevels), { breakLength: Infinity, depth: shownLevels - 1 });
  return text.length > longestReceived ? `${text.slice(0, longestReceived)}...` : text;
}
