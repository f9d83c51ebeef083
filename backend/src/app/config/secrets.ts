/** Keys whose values nobody may read in a log, an error or a printed configuration. */
const secretKey = /^(token|tokens|bearerToken|password|authorization|secret|headers|databaseUrl)$/i;
/** Groups whose members are all secret, whatever their names. */
const secretGroup = /^(tokens|headers)$/i;

export const redacted = '[redacted]';

export function isSecretPath(path: readonly PropertyKey[]): boolean {
  return path.some((key, at) => secretKey.test(String(key)) || (at > 0 && secretGroup.test(String(path[at - 1]))));
}

/** User and password inside a URL are secrets too; a password may hold an @. Schemes are short, so that a long text costs little. */
function withoutUserInfo(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s]+@/gi, `$1${redacted}@`);
}

/** A copy of `value` that may be printed down to so many levels of objects; what lies deeper is as it was, and may not. */
export function printable(value: unknown, path: readonly PropertyKey[] = [], levels = Infinity): unknown {
  if (typeof value === 'object' && value !== null) {
    if (levels === 0) return value;
    if (Array.isArray(value)) return value.map((item, at) => printable(item, [...path, at], levels - 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printable(item, [...path, key], levels - 1)]));
  }
  if (value === null || value === undefined || !isSecretPath(path)) return typeof value === 'string' ? withoutUserInfo(value) : value;
  return redacted;
}
