import { quantileLevels } from '@fleetcast/contract';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import type { BreachPaths, ConfiguredThreshold } from './breach-paths.ts';
import type { FleetForecast, SeriesBreach, SeriesSkill, SpeakerEntry, SpeakerReason } from './fleet-forecast.ts';
import { floorNames, type FloorName } from './floors.ts';
import { expertNames, rememberedQuantiles, type TrackRecord } from './ports.ts';

const Q = quantileLevels.length;

/** What a cycle needs to know beside the windows. */
export interface CycleTerms {
  readonly horizonSteps: number;
  /** The model that may speak in this cycle; null for none. */
  readonly modelVersion: string | null;
  readonly thresholdsOf?: (series: SeriesRow) => readonly ConfiguredThreshold[];
  readonly record?: TrackRecord;
}

/** One cycle's forecast while it is made, row by row; S series, Q quantiles, H horizon steps. */
export class CycleForecast {
  readonly windows: FleetWindows;
  readonly quantiles: Float32Array;
  readonly missingShare: Float32Array;
  readonly daysObserved: Float32Array;
  readonly reasons: SpeakerReason[];
  /** [Q, H] each; valid until the next row. */
  readonly scratch: Float32Array;
  readonly floorScratch: Float32Array;
  readonly secondFloorScratch: Float32Array;
  private said = new Float32Array(0);
  private readonly terms: CycleTerms;
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
    this.reasons = new Array<SpeakerReason>(S);
    this.scratch = new Float32Array(Q * H);
    this.floorScratch = new Float32Array(Q * H);
    this.secondFloorScratch = new Float32Array(Q * H);
    this.speakers = [...floorNames.map((name) => ({ kind: 'floor' as const, name })), ...(terms.modelVersion === null ? [] : [{ kind: 'model' as const, name: terms.modelVersion }])];
  }

  get modelSpeaker(): number {
    return floorNames.length;
  }

  floorSpeaker(name: FloorName): number {
    return floorNames.indexOf(name);
  }

  speak(row: number, speaker: number, reason: SpeakerReason): void {
    this.speakerIndex[row] = speaker;
    this.reasons[row] = reason;
  }

  saidScratch(leads: number): Float32Array {
    const length = expertNames.length * leads * rememberedQuantiles.length;
    if (this.said.length !== length) this.said = new Float32Array(length);
    return this.said;
  }

  finish(paths: BreachPaths): FleetForecast {
    const { windows, terms } = this;
    const H = terms.horizonSteps;
    const breaches: Array<readonly SeriesBreach[]> = [];
    const skills: Array<SeriesSkill | null> = [];
    for (let row = 0; row < windows.seriesCount; row++) {
      const series = windows.rows[row];
      breaches.push(paths.breaches(this.quantiles, row * Q * H, windows.window(row), terms.thresholdsOf?.(series) ?? []));
      skills.push(terms.record?.skill(series) ?? null);
    }
    return {
      originStep: windows.originStep,
      horizonSteps: H,
      seriesCount: windows.seriesCount,
      quantiles: this.quantiles,
      speakers: this.speakers,
      speakerIndex: this.speakerIndex,
      reasons: this.reasons,
      missingShare: this.missingShare,
      daysObserved: this.daysObserved,
      breaches,
      skills,
    };
  }
}
