import type { Forecast } from '@fleetcast/contract';
import type { DataFrame } from '@grafana/data';

/** What the panel knows of a series beyond its numbers; travels as the frame's custom meta. */
export interface SeriesFacts extends Pick<
  Forecast,
  'serverId' | 'server' | 'region' | 'profile' | 'metric' | 'stepSeconds' | 'originAt' | 'speaker' | 'skill' | 'confidence' | 'mayPage' | 'missingShare' | 'learning' | 'breaches' | 'freshness'
> {
  readonly title: string;
}

const metaKey = 'fleetcastForecast';

export function seriesFacts(forecast: Forecast): SeriesFacts {
  const { serverId, server, region, profile, metric, stepSeconds, originAt, speaker, skill, confidence, mayPage, missingShare, learning, breaches, freshness } = forecast;
  return { serverId, server, region, profile, metric, title: forecast.info.title, stepSeconds, originAt, speaker, skill, confidence, mayPage, missingShare, learning, breaches, freshness };
}

export function metaWithFacts(facts: SeriesFacts): Record<string, unknown> {
  return { [metaKey]: facts };
}

/** The facts of a frame made by forecastFrame; null for any other frame. */
export function factsOfFrame(frame: DataFrame): SeriesFacts | null {
  const custom: Record<string, unknown> | undefined = frame.meta?.custom;
  return (custom?.[metaKey] as SeriesFacts | undefined) ?? null;
}
