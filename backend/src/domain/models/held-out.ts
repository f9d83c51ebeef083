/**
 * A new version and its parent side by side on held-out time, as the trial in the shadow would see them: the same forecaster, the
 * same floors, the same judgement, only in the past. Each origin knows what had come by then and nothing later.
 */
import { featureGrid } from '../features/feature-grid.ts';
import { Forecaster } from '../forecasting/forecaster.ts';
import type { BandStretch, Standing, TrackRecord } from '../forecasting/ports.ts';
import { contextDays, seriesKey } from '../series/fleet-windows.ts';
import type { LongSeries } from '../series/long-series.ts';
import { WalkedWindows } from '../series/walked-windows.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { FleetTrial } from './fleet-trial.ts';
import type { TrialFigures } from './trial-figures.ts';

const leadMinutes = [30, 60, 120, 240, 480];
/** Origins that are looked at, if the time allows as many. */
const origins = 14;

export interface HeldOutPlan {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** Targets lie in these steps, both inclusive. */
  readonly fromStep: number;
  readonly toStep: number;
  readonly candidate: QuantileModel;
  /** Must be opened for the same batch; null: none. */
  readonly parent: QuantileModel | null;
}

/** The trial's champion is the candidate, its shadow the parent. */
export async function judgeHeldOut(series: readonly LongSeries[], plan: HeldOutPlan): Promise<TrialFigures> {
  const { stepSeconds, horizonSteps, fromStep, toStep, candidate, parent } = plan;
  const { daySteps } = featureGrid(stepSeconds, horizonSteps);
  const record = new EveryOrigin(stepSeconds, horizonSteps);
  const trial = new FleetTrial(record.leads, horizonSteps);
  trial.begin(candidate.version, parent?.version ?? null);
  const zones = new Map(series.map(({ serverId, metric, zone }) => [seriesKey(serverId, metric), zone ?? 'UTC']));
  const forecaster = new Forecaster({ stepSeconds, horizonSteps, zoneOf: ({ serverId, metric }) => zones.get(seriesKey(serverId, metric))!, record, trial, bareModel: true });
  forecaster.useModel(candidate, { challenger: parent === null ? null : { model: parent, hasWordOn: () => null }, reserve: null });

  const first = fromStep - 1;
  const last = Math.max(first, toStep - horizonSteps);
  const stride = Math.max(1, Math.floor((last - first) / (origins - 1)));
  const walk = new WalkedWindows(series, Math.ceil(contextDays * daySteps), first);
  const { signal } = new AbortController();
  for (let origin = first; origin <= last; origin += stride) {
    await forecaster.forecastFleet(walk.advanceTo(origin), { signal });
    walk.windows.seal();
  }
  trial.resolve(walk.advanceTo(toStep));
  return trial.figures();
}

const unstretched = { below: 1, above: 1, outerBelow: 1, outerAbove: 1 };

/** Remembers at every origin and knows nothing: the bare models speak. */
class EveryOrigin implements TrackRecord {
  readonly leads: Int32Array;

  constructor(stepSeconds: number, horizonSteps: number) {
    const leads = leadMinutes.map((minutes) => Math.max(1, Math.round((minutes * 60) / stepSeconds)));
    this.leads = Int32Array.from(new Set(leads.filter((lead) => lead <= horizonSteps)));
  }

  resolve(): void {}

  wants(): boolean {
    return true;
  }

  remember(): void {}

  standing(): Standing {
    return { byLead: [...this.leads].map(() => ({ bestFloor: null, modelSkill: null, isModelSilenced: false, evidence: 'none' })), shares: { model: 1, win24: 0, sameTime: 0 } };
  }

  stretch(): BandStretch {
    return unstretched;
  }

  skill(): null {
    return null;
  }
}
