import type { VendorState } from './ticket.ts';

/** What a ticket's state means for its warnings. */
export type StateMeaning = 'acknowledge' | 'comment';

/** By the name of a state or of its category; a name outranks its category. */
export type StateMap = Readonly<Record<string, StateMeaning>>;

/** Null: nothing. */
export function meaningOf(map: StateMap, { name, category }: VendorState): StateMeaning | null {
  const own = map[name] as StateMeaning | undefined;
  const ofCategory = category === null ? undefined : (map[category] as StateMeaning | undefined);
  return own ?? ofCategory ?? null;
}
