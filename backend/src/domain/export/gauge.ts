/**
 * A figure as it is now. It has no time: whoever writes it stamps it with the moment of writing, so that nothing can carry a
 * stamp of the future where one would block all later samples.
 */
export interface Gauge {
  readonly name: string;
  /** Who and what it is about: they identify a series. */
  readonly labels: Readonly<Record<string, string>>;
  /** What is said beside the figure. Labels too where there is nothing but labels. */
  readonly words?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge without its figure. */
export type GaugeSeries = Pick<Gauge, 'name' | 'labels' | 'words'>;

/** colon: as Grafana's own forecasts are named, `cpu:predicted`; underscore: for those who lint names. */
export type NameStyle = 'colon' | 'underscore';

export function styledName(metric: string, part: string, style: NameStyle): string {
  return `${metric}${style === 'colon' ? ':' : '_'}${part}`;
}

/** Everything that sets one series apart, whatever its value. */
export function allLabels({ labels, words }: GaugeSeries): Readonly<Record<string, string>> {
  return words === undefined ? labels : { ...labels, ...words };
}

/** One series: name and labels, whatever its value. */
export function gaugeKey(series: GaugeSeries): string {
  return `${series.name}\n${JSON.stringify(allLabels(series))}`;
}
