/**
 * A figure as it is now. It has no time: whoever writes it stamps it with the moment of writing, so that nothing can carry a
 * stamp of the future where one would block all later samples.
 */
export interface Gauge {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** colon: as Grafana's own forecasts are named, `cpu:predicted`; underscore: for those who lint names. */
export type NameStyle = 'colon' | 'underscore';

/** One series: name and labels, whatever its value. */
export function gaugeKey({ name, labels }: Pick<Gauge, 'name' | 'labels'>): string {
  return `${name}\n${JSON.stringify(labels)}`;
}
