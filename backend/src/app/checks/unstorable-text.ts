/** Where a text stands that not every home of the state can keep, and why. */
export interface UnstorableText {
  readonly path: string;
  readonly message: string;
}

/**
 * The first text among values and names that holds U+0000, which PostgreSQL stores in no text, or half of a surrogate pair, which no
 * encoding carries; null: none does. However deep the value is: a stack of its own does not overflow.
 */
export function unstorableTextIn(value: unknown): UnstorableText | null {
  const waiting: Array<{ readonly inner: unknown; readonly path: string }> = [{ inner: value, path: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { inner, path } = next;
    const texts = typeof inner === 'string' ? [inner] : typeof inner === 'object' && inner !== null ? Object.keys(inner) : [];
    const message = texts.map(faultOf).find((fault) => fault !== null);
    if (message !== undefined) return { path, message };
    if (typeof inner !== 'object' || inner === null) continue;
    waiting.push(...Object.entries(inner).map(([name, one]) => ({ inner: one as unknown, path: path === '' ? name : `${path}.${name}` })).reverse());
  }
  return null;
}

function faultOf(text: string): string | null {
  if (text.includes('\0')) return 'holds the character U+0000; text without it is accepted';
  return text.isWellFormed() ? null : 'holds half of a surrogate pair, which is no character; text without it is accepted';
}
