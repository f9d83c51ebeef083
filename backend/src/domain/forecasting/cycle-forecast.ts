import { quantileLevels } from '@fleetcast/contract';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import type { BreachPaths, ConfiguredThreshold } from './breach-paths.ts';
import type { FleetForecast, SeriesBreach, SeriesSkill, SpeakerEntry } from './fleet-forecast.ts';
import { floorNames, type FloorName } from './floors.ts';
import type { BreachRecord, EventKnowledge, TrackRecord } from './ports.ts';
import { modelParts, type ByPart, type ModelPart } from './model-parts.ts';
import type { ServingDecision, Voice } from './serving-decision.ts';

const Q = quantileLevels.length;

/** What a cycle needs to know beside the windows. */
export interface CycleTerms {
  readonly horizonSteps: number;
  /** The models that may speak in this cycle. */
  readonly models: ByPart<string | null>;
  readonly thresholdsOf?: (series: SeriesRow) => readonly ConfiguredThreshold[];
  readonly record?: TrackRecord;
  readonly events?: Pick<EventKnowledge, 'of'>;
  readonly breachRecord?: Pick<BreachRecord, 'calibrated'> & Partial<BreachRecord>;
}

/** One cycle's forecast while it is made, row by row; S series, Q quantiles, H horizon steps. */
export class CycleForecast {
  readonly windows: FleetWindows;
  readonly quantiles: Float32Array;
  readonly missingShare: Float32Array;
  readonly daysObserved: Float32Array;
  private readonly decisions: ServingDecision[];
  private readonly terms: CycleTerms;
  /** In the order in which their models stand among the speakers, after the floors. */
  private readonly parts: readonly ModelPart[];
  private readonly speakers: SpeakerEntry[];
  private readonly speakerIndex: Uint8Array;

  constructor(windows: FleetWindows, terms: CycleTerms) {
    const S = windows.seriesCount;
    const H = terms.horizonSteps;
    this.windows = windows;
    this.terms = terms;
    this.quantiles = new Float32Array(S * Q * H);
    this.missingShare = new Float32Array(S);
    this.daysObserved = new Float32Array(S);
    this.speakerIndex = new Uint8Array(S);
    this.decisions = new Array<ServingDecision>(S);
    this.parts = modelParts.filter((part) => terms.models[part] !== null);
    this.speakers = [...floorNames.map((name) => ({ kind: 'floor' as const, name })), ...this.parts.map((part) => ({ kind: 'model' as const, name: terms.models[part]! }))];
  }

  decide(row: number, decision: ServingDecision): void {
    const { voice, model = 'champion' } = decision;
    this.decisions[row] = decision;
    this.speakerIndex[row] = voice.kind === 'model' ? floorNames.length + this.parts.indexOf(model) : floorNames.indexOf(floorOf(voice));
  }

  /** Stated probabilities as they have turned out so far. */
  private calibrated(series: SeriesRow, stated: readonly SeriesBreach[]): readonly SeriesBreach[] {
    const { breachRecord } = this.terms;
    if (breachRecord === undefined) return stated;
    breachRecord.remember?.(this.windows.originStep, series, stated);
    return stated.map((breach) => ({
      ...breach,
      probability: breachRecord.calibrated(series, breach.threshold, breach.probability),
      keepsWord: breachRecord.keepsWord?.(series, breach.threshold) ?? false,
    }));
  }

  finish(paths: BreachPaths): FleetForecast {
    const { windows, terms } = this;
    const H = terms.horizonSteps;
    const breaches: Array<readonly SeriesBreach[]> = [];
    const skills: Array<SeriesSkill | null> = [];
    for (let row = 0; row < windows.seriesCount; row++) {
      const series = windows.rows[row];
      breaches.push(this.calibrated(series, paths.breaches(this.quantiles, row * Q * H, windows.window(row), terms.thresholdsOf?.(series) ?? [])));
      skills.push(terms.record?.skill(series) ?? null);
    }
    return {
      originStep: windows.originStep,
      horizonSteps: H,
      seriesCount: windows.seriesCount,
      quantiles: this.quantiles,
      speakers: this.speakers,
      models: terms.models,
      speakerIndex: this.speakerIndex,
      decisions: this.decisions,
      missingShare: this.missingShare,
      daysObserved: this.daysObserved,
      breaches,
      skills,
      events: windows.rows.map((series) => terms.events?.of(series) ?? null),
      calibration: terms.breachRecord?.curves ?? null,
    };
  }
}

/** A constant is what its last value says. */
function floorOf(voice: Exclude<Voice, { readonly kind: 'model' }>): FloorName {
  return voice.kind === 'constant' ? 'last-value' : voice.floor;
}
