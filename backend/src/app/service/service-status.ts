import type { Freshness, ModelList, ModelVersion, Readiness, ServiceStatus, SinkStatus } from '@fleetcast/contract';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import { freshnessOf, originMsOf } from '../answers/published.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { staleAfterSteps } from '../../domain/publication/judgement.ts';

export interface ServiceFacts {
  readonly version: string;
  readonly startedAtMs: number;
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  readonly simulated: boolean;
  readonly sinks: readonly SinkStatus[];
  /** Things set aside or degraded, in plain words. */
  readonly warnings: readonly string[];
  /** A cycle has been published since the start, so what is served is more than the last run's snapshot. */
  readonly hasPublished: boolean;
}

const nothingYet: Freshness = {
  generatedAt: new Date(0).toISOString(),
  originAt: null,
  ageSeconds: 0,
  stale: true,
  staleReason: 'No forecast has been made yet; the service is still reading history.',
};

export interface SeriesCounts {
  readonly total: number;
  readonly byModel: number;
  readonly byFloor: number;
  readonly learning: number;
  readonly stale: number;
}

/** Who speaks for how many series. Learning and stale series are counted among those of their speaker too. */
export function seriesCounts(snapshot: FleetSnapshot | null): SeriesCounts {
  if (snapshot === null) return { total: 0, byModel: 0, byFloor: 0, learning: 0, stale: 0 };
  const { seriesSpeaker, seriesReason, seriesLastStep } = snapshot.columns;
  const isModel = snapshot.speakers.map(({ kind }) => kind === 'model');
  const isLearning = snapshot.reasons.map(({ kind }) => kind === 'learning');
  let [byModel, learning, stale] = [0, 0, 0];
  for (let series = 0; series < snapshot.seriesCount; series++) {
    if (isModel[seriesSpeaker[series]]) byModel++;
    if (isLearning[seriesReason[series]]) learning++;
    if (snapshot.originStep - seriesLastStep[series] > staleAfterSteps) stale++;
  }
  return { total: snapshot.seriesCount, byModel, byFloor: snapshot.seriesCount - byModel, learning, stale };
}

/** Models that speak for any series, the champion first. */
function speakingModels({ speakers, columns }: FleetSnapshot): ReadonlyArray<{ readonly name: string; readonly series: number }> {
  const series = speakers.map(() => 0);
  for (const speaker of columns.seriesSpeaker) series[speaker]++;
  return speakers.flatMap(({ kind, name }, at) => (kind === 'model' && series[at] > 0 ? [{ name, series: series[at] }] : []));
}

export function serviceStatusOf(fleet: PublishedFleet, facts: ServiceFacts, nowMs: number): ServiceStatus {
  const published = fleet.current();
  const { report } = fleet;
  return {
    version: facts.version,
    startedAt: new Date(facts.startedAtMs).toISOString(),
    phase: facts.hasPublished ? 'serving' : report?.phase === 'refilling' ? 'refilling' : 'starting',
    refillShare: facts.hasPublished ? 1 : Math.min(1, Math.max(0, report?.refillShare ?? 0)),
    stepSeconds: facts.stepSeconds,
    horizonSteps: facts.horizonSteps,
    freshness: published === null ? { ...nothingYet, staleReason: report?.trouble ?? nothingYet.staleReason } : freshnessOf(published, nowMs),
    sources: [...(report?.sources ?? [])],
    sinks: [...facts.sinks],
    series: seriesCounts(published?.snapshot ?? null),
    warnings: [...facts.warnings],
    simulated: facts.simulated,
  };
}

/** Ready: there is something to answer with. Why it may be old is told beside. */
export function readinessOf(fleet: PublishedFleet, warnings: readonly string[], nowMs: number): Readiness {
  const published = fleet.current();
  if (published === null) return { ready: false, reasons: [fleet.report?.trouble ?? nothingYet.staleReason!, ...warnings] };
  const { staleReason } = freshnessOf(published, nowMs);
  return { ready: true, reasons: [...(staleReason === null ? [] : [staleReason]), ...warnings] };
}

export function modelListOf(fleet: PublishedFleet, models: readonly ModelVersion[]): ModelList {
  const snapshot = fleet.current()?.snapshot ?? null;
  const counts = seriesCounts(snapshot);
  const speaking = snapshot === null ? [] : speakingModels(snapshot);
  return {
    models: [...models],
    serving: speaking[0]?.name ?? null,
    servingReason: servingReason(snapshot, speaking, counts),
    seriesServed: { byModel: counts.byModel, byFloor: counts.byFloor, learning: counts.learning },
  };
}

function servingReason(snapshot: FleetSnapshot | null, [champion, ...others]: ReturnType<typeof speakingModels>, counts: SeriesCounts): string {
  if (snapshot === null) return 'No forecast has been made yet.';
  if (champion?.series === counts.total) return `${champion.name} speaks for all ${counts.total} series.`;
  if (champion !== undefined) {
    const rest = [...others.map(({ name, series }) => `${name} for ${series}`), ...(counts.byFloor > 0 ? ['simple forecasts for the rest'] : [])];
    return `${champion.name} speaks for ${champion.series} of ${counts.total} series, ${rest.join(', ')}.`;
  }
  const grid = snapshot.reasons.find((reason) => reason.kind === 'no-model-for-grid');
  if (grid?.kind === 'no-model-for-grid') return `No model is trained for steps of ${grid.stepSeconds} s and ${grid.horizonSteps} steps ahead; simple forecasts speak until a local one is.`;
  return counts.learning > 0 ? 'Every series is still learning; simple forecasts speak until there is enough history.' : 'Simple forecasts speak for every series.';
}

/** Seconds since what is served was made; NaN before the first snapshot. */
export function snapshotAgeSeconds(fleet: PublishedFleet, nowMs: number): number {
  const snapshot = fleet.current()?.snapshot;
  return snapshot === undefined ? NaN : (nowMs - Math.max(snapshot.generatedAtMs, originMsOf(snapshot))) / 1000;
}
