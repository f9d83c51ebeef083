import * as React from 'react';

type Listener = () => void;

let crumbs: readonly string[] = [];
const listeners = new Set<Listener>();

/** What the page under way is called, for the top bar's breadcrumbs. */
export function setBreadcrumbs(next: readonly string[]): void {
  if (next.length === crumbs.length && next.every((text, i) => text === crumbs[i])) return;
  crumbs = next;
  document.title = [...next].reverse().concat('Fleetcast preview').join(' - ');
  for (const listener of listeners) listener();
}

export function useBreadcrumbs(): readonly string[] {
  return React.useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => crumbs,
  );
}
