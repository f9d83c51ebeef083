/**
 * What is hidden after a click on a legend's entry, as Grafana's legends do it: a plain click shows that entry alone, or all
 * when it is alone already; a click with a modifier hides or shows just that one.
 */
export function toggledVisibility(keys: readonly string[], hidden: ReadonlySet<string>, clicked: string, isolates: boolean): ReadonlySet<string> {
  if (!isolates) {
    const next = new Set(hidden);
    if (!next.delete(clicked)) next.add(clicked);
    return next;
  }
  const isAloneAlready = !hidden.has(clicked) && keys.every((key) => key === clicked || hidden.has(key));
  return new Set(isAloneAlready ? [] : keys.filter((key) => key !== clicked));
}
