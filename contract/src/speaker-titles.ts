/**
 * What people call the simple forecasts: those that speak where no model does and are the yardstick of skill, and those that the
 * network mixes into its own. By the names that stand in answers and in the ledger.
 */
const simpleForecastTitles: ReadonlyMap<string, string> = new Map([
  ['last-value', 'Last value'],
  ['seasonal-naive-24h', 'Same time yesterday'],
  ['seasonal-naive-7d', 'Same time last week'],
  ['exponential-smoothing', 'Smoothed last day'],
  ['win24', 'Last 24 hours'],
  ['same-time', 'Same time of day'],
  ['last', 'Last value'],
  ['win3h', 'Last 3 hours'],
  ['win7d', 'Last 7 days'],
  ['random-walk', 'Random walk'],
  ['lag24', 'Same time yesterday'],
  ['lag7d', 'Same time last week'],
  ['same-time-adjusted', 'Same time of day, at the present level'],
]);

/** The title of a simple forecast; what has none, by its name. */
export function simpleForecastTitle(name: string): string {
  return simpleForecastTitles.get(name) ?? name;
}

/** Whoever made a forecast, where only a name is known: "Last 24 hours", "Model base-1". */
export function speakerTitle(name: string): string {
  return simpleForecastTitles.get(name) ?? `Model ${name}`;
}
