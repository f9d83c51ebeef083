import type { PanelData } from '@grafana/data';

/** Grafana tells one error or several, depending on who ran the query. */
export function errorsOf({ error, errors }: PanelData): readonly string[] {
  const all = errors && errors.length > 0 ? errors : error ? [error] : [];
  return all.map(({ message, statusText }) => message ?? statusText ?? 'The reason is not known.');
}
