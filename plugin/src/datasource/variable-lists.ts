import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** What people give as a variable's "custom all value" to mean: do not filter. */
const everything = new Set(['', '*', '.*']);

/** Entries with their variables replaced; a variable with several values becomes several entries. */
export function resolveList(entries: readonly string[], templates: Pick<TemplateSrv, 'replace'>, scopedVars: ScopedVars): string[] {
  return [...new Set(entries.flatMap((entry) => valuesOf(entry, templates, scopedVars)))].filter((value) => !everything.has(value));
}

function valuesOf(entry: string, templates: Pick<TemplateSrv, 'replace'>, scopedVars: ScopedVars): string[] {
  let several: string[] = [];
  const text = templates.replace(entry, scopedVars, (value: string | string[]) => {
    several = (Array.isArray(value) ? value : [value]).map(String);
    return several[0] ?? '';
  });
  // "$server" may stand for many; in "web-$n" only the first value can be meant.
  const isNothingButVariable = /^\$\w+$|^\$\{\w+(:\w+)?\}$|^\[\[\w+\]\]$/.test(entry);
  return isNothingButVariable && several.length > 0 ? several : [text];
}
