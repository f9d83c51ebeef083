/** Snapshots of small made-up fleets, through the same buildSnapshot that the cycle uses. */
import { quantileLevels, type Threshold } from '@fleetcast/contract';
import type { Published } from '../../src/app/answers/published.ts';
import type { FleetForecast, SeriesBreach, SeriesSkill, SpeakerReason } from '../../src/domain/forecasting/fleet-forecast.ts';
import { championAlone } from '../../src/domain/forecasting/model-parts.ts';
import type { Voice } from '../../src/domain/forecasting/serving-decision.ts';
import { buildSnapshot } from '../../src/domain/publication/build-snapshot.ts';
import { ServerIndex } from '../../src/domain/publication/server-directory.ts';
import { nameRanks, profileRanks } from '../../src/domain/publication/server-orders.ts';
import { FleetWindows } from '../../src/domain/series/fleet-windows.ts';
import type { ObservedServer } from '../../src/domain/series/ports.ts';

export const stepMs = 300_000;
export const settleMs = 60_000;
export const originStep = 5_900_000;
export const originMs = originStep * stepMs;
export const madeAtMs = originMs + settleMs + 500;
const horizonSteps = 96;
const contextSteps = 600;

/** One server of the fleet: what its cpu will do, and what its labels say. */
export interface SampleServer {
  readonly server: string;
  /** id-<place> unless said. */
  readonly serverId?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly tier?: string | null;
  /** Chance that cpu passes 80; null: no threshold. */
  readonly risk?: number | null;
  readonly underWay?: boolean;
  readonly p50Minutes?: number;
  /** Half of p50Minutes unless said. */
  readonly p10Minutes?: number;
  /** Added to everything that is forecast. */
  readonly level?: number;
  /** Steps since the last sample. */
  readonly behind?: number;
  readonly spoken?: 'model' | 'floor';
  readonly reason?: SpeakerReason;
  readonly skill?: SeriesSkill | null;
  readonly metrics?: readonly string[];
}

const modelVoice: Voice = { kind: 'model', shares: { model: 1, win24: 0, sameTime: 0 }, stretch: { below: 1, above: 1, outerBelow: 1, outerAbove: 1 } };
const win24Voice: Voice = { kind: 'floor', floor: 'win24' };
const above80: Threshold = { value: 80, direction: 'above' };

export function observed(sample: SampleServer, index: number): ObservedServer {
  return { serverId: sample.serverId ?? `id-${index}`, server: sample.server, region: sample.region ?? 'eu', profile: sample.profile ?? 'web', tier: sample.tier ?? null, labels: { instance: sample.server } };
}

export function publishedFleet(samples: readonly SampleServer[], generatedAtMs = madeAtMs): Published {
  const servers = samples.map(observed);
  const index = new ServerIndex({ directoryId: 'sample', servers });
  const windows = new FleetWindows(contextSteps, originStep);
  const rowOwners: SampleServer[] = [];
  samples.forEach((sample, at) => {
    for (const metric of sample.metrics ?? ['cpu']) {
      const row = windows.ensureRow({ serverId: servers[at].serverId, metric, kind: 'percent' });
      const values = Float32Array.from({ length: contextSteps - (sample.behind ?? 0) }, (_, i) => 40 + (i % 12));
      windows.write(row, originStep - contextSteps + 1, values);
      rowOwners.push(sample);
    }
  });
  const snapshot = buildSnapshot({
    index,
    ranks: { byName: nameRanks(servers), byProfile: profileRanks(servers) },
    windows,
    forecast: forecastOf(rowOwners),
    generatedAtMs,
    stepMs,
    historySteps: 288,
    limits: { warning: 0.3, critical: 0.6 },
  });
  return { snapshot, index, sourceTrouble: null, settleMs };
}

function forecastOf(rows: readonly SampleServer[]): FleetForecast {
  const seriesCount = rows.length;
  const quantiles = new Float32Array(seriesCount * quantileLevels.length * horizonSteps);
  quantiles.forEach((_, i) => {
    const q = Math.floor(i / horizonSteps) % quantileLevels.length;
    const { level = 0 } = rows[Math.floor(i / (quantileLevels.length * horizonSteps))];
    quantiles[i] = 40 + level + 5 * q + (i % horizonSteps) / 100;
  });
  return {
    originStep,
    horizonSteps,
    seriesCount,
    quantiles,
    speakers: [{ kind: 'floor', name: 'win24' }, { kind: 'model', name: 'base-1' }],
    models: championAlone('base-1'),
    speakerIndex: Uint8Array.from(rows, ({ spoken }) => (spoken === 'model' ? 1 : 0)),
    decisions: rows.map(({ reason, spoken }) => ({ reason: reason ?? { kind: 'model-serves' }, voice: spoken === 'model' ? modelVoice : win24Voice })),
    missingShare: new Float32Array(seriesCount),
    daysObserved: new Float32Array(seriesCount).fill(2),
    breaches: rows.map(breachesOf),
    skills: rows.map(({ skill }) => skill ?? null),
    events: rows.map(() => null),
    calibration: null,
  };
}

function breachesOf({ risk, underWay = false, p50Minutes = NaN, p10Minutes = p50Minutes / 2, skill }: SampleServer): readonly SeriesBreach[] {
  if (risk === null || risk === undefined) return [];
  const timeToBreach = Number.isNaN(p50Minutes) ? null : { p10Minutes, p50Minutes, p90Minutes: p50Minutes * 2 };
  return [{ threshold: above80, severity: 'warning', probability: risk, underWay, timeToBreach, keepsWord: skill?.isProven ?? false }];
}
