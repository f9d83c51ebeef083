import type { Threshold } from '@fleetcast/contract';
import { isInTrouble } from '../../domain/incidents/trouble-under-way.ts';
import type { ServingDecision } from '../../domain/forecasting/serving-decision.ts';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import type { ModelTrials } from '../../domain/models/model-trials.ts';
import { stabilityIndex } from '../../domain/models/population-stability.ts';
import { isSampled } from '../../domain/series/fleet-sample.ts';
import { type FleetWindows, seriesKey, type SeriesRow, serverOfKey } from '../../domain/series/fleet-windows.ts';

export interface ExaminedFleet {
  readonly windows: FleetWindows;
  readonly stepMs: number;
  readonly champion: ModelManifest;
  readonly trials: ModelTrials;
  /** Of the newest cycle. */
  readonly decisions: readonly ServingDecision[];
  readonly cost: FleetExamination['cost'];
  /** Null: the metric has none. */
  readonly criticalOf: (series: SeriesRow) => Threshold | null;
  readonly nowMs: number;
}

/** Days of newest values that are held against what the champion was trained on. */
const driftDays = 7;

/** Looks at the whole fleet as it stands in the windows; one metric after the other, some tens of milliseconds for thousands of series. */
export function examineFleet({ windows, stepMs, champion, trials, decisions, cost, criticalOf, nowMs }: ExaminedFleet): FleetExamination {
  const daySteps = 86_400_000 / stepMs;
  const known = new Set(champion.embeddedSeries);
  const knownServers = new Set(champion.embeddedSeries.map(serverOfKey));
  // What it was not given to learn is not new to it: a fleet that was sampled is held against the same sample.
  const sampledShare = champion.sampledShare ?? 1;
  const present = new Set(windows.rows.map(({ serverId }) => serverId));
  const sampled = windows.rows.filter(({ serverId }) => isSampled(serverId, sampledShare));
  const sampledServers = new Set(sampled.map(({ serverId }) => serverId));
  const ofFleet = (servers: number) => Math.round(servers / sampledShare);
  const troubled = new Set<string>();
  const metrics = new Map<string, Float32Array[]>();
  let oldest = Infinity;
  windows.rows.forEach((series, row) => {
    const { serverId, metric } = series;
    const window = windows.window(row);
    const threshold = criticalOf(series);
    if (threshold !== null && isInTrouble({ values: window.subarray(Math.max(0, window.length - daySteps)), firstStep: 0, threshold }, stepMs)) troubled.add(serverId);
    const first = window.findIndex((value) => !Number.isNaN(value));
    if (first >= 0) oldest = Math.min(oldest, first);
    metrics.set(metric, [...(metrics.get(metric) ?? []), window.subarray(Math.max(0, window.length - driftDays * daySteps))]);
  });
  const columns = windows.seriesCount === 0 ? 0 : windows.window(0).length;
  const tuned = knownServers.size > 0;
  const spoken = decisions.filter(({ voice }) => voice.kind === 'model');
  const reserve = trials.reserveFigures();
  return {
    atMs: nowMs,
    originStep: windows.originStep,
    servers: present.size,
    troubledServers: troubled.size,
    series: windows.seriesCount,
    seriesByModel: spoken.length,
    historyDays: Number.isFinite(oldest) ? (columns - oldest) / daySteps : 0,
    newServers: tuned ? ofFleet([...sampledServers].filter((server) => !knownServers.has(server)).length) : null,
    retiredServers: tuned ? ofFleet([...knownServers].filter((server) => !present.has(server)).length) : null,
    unknownShare: sampled.length === 0 ? 0 : sampled.filter(({ serverId, metric }) => !known.has(seriesKey(serverId, metric))).length / sampled.length,
    stability: [...metrics].map(([metric, values]) => {
      const profile = champion.dataProfile?.[metric];
      return { metric, index: profile === undefined ? null : stabilityIndex(profile, values) };
    }),
    trial: trials.figures(),
    reserve: reserve === null ? null : { trial: reserve, series: spoken.filter(({ model }) => model === 'reserve').length, groups: trials.reservedGroups() },
    cost,
  };
}
