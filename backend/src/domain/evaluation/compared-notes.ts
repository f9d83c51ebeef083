/**
 * Collects, row by row, what everybody forecast at one origin, laid out along the ledger's leads. S series, E speakers,
 * L ledger leads, K = 3 remembered quantiles.
 */
import { expertNames, rememberedQuantiles, type ForecastNotes } from '../forecasting/ports.ts';
import { ledgerLeadMinutes, servedSpeaker, type ComparedForecasts, type LedgerSpeaker } from './ledger-entries.ts';

const K = rememberedQuantiles.length;
const L = ledgerLeadMinutes.length;

/** The models of one cycle by name: the one that speaks and the one in its shadow. */
export interface CycleModels {
  readonly champion: string | null;
  readonly shadow: string | null;
}

/** Everybody that the record remembers, then the model in the shadow. */
const voicesNoted = expertNames.length + 1;

export class ComparedNotes implements ForecastNotes {
  /** Of each ledger lead, its place among the record's; -1: the record does not remember it. */
  private readonly places: readonly number[];
  /** [rows, voicesNoted, L, K], used again for every origin. */
  private noted = new Float32Array(0);
  private isEmpty = true;
  private hasShadow = false;

  constructor(recordLeads: Int32Array, leads: ReadonlyArray<number | null>) {
    this.places = leads.map((lead) => (lead === null ? -1 : recordLeads.indexOf(lead)));
  }

  note(row: number, said: Float32Array, shadow: Float32Array | null): void {
    this.reserve(row + 1);
    for (let voice = 0; voice < expertNames.length; voice++) this.lay(row, voice, said, voice * K, expertNames.length * K);
    if (shadow !== null) this.lay(row, expertNames.length, shadow, 0, K);
    this.hasShadow ||= shadow !== null;
    this.isEmpty = false;
  }

  /** Hands over what was noted since it was last asked; null when nothing was. */
  take(seriesCount: number, models: CycleModels): ComparedForecasts | null {
    if (this.isEmpty) return null;
    const voices: Array<{ readonly at: number; readonly speaker: LedgerSpeaker }> = expertNames.flatMap((name, at) => {
      if (name === 'served') return [{ at, speaker: servedSpeaker }];
      if (name !== 'model') return [{ at, speaker: { kind: 'floor' as const, name } }];
      return models.champion === null ? [] : [{ at, speaker: { kind: 'model' as const, name: models.champion } }];
    });
    if (this.hasShadow && models.shadow !== null) voices.push({ at: expertNames.length, speaker: { kind: 'model', name: models.shadow } });
    this.reserve(seriesCount);
    const width = L * K;
    const quantiles = new Float32Array(seriesCount * voices.length * width);
    let to = 0;
    for (let row = 0; row < seriesCount; row++) {
      for (const { at } of voices) {
        const from = (row * voicesNoted + at) * width;
        for (let i = 0; i < width; i++) quantiles[to++] = this.noted[from + i];
      }
    }
    this.noted.fill(NaN);
    this.isEmpty = true;
    this.hasShadow = false;
    return { speakers: voices.map(({ speaker }) => speaker), quantiles };
  }

  /** A voice's quantiles at the record's first lead begin at `from`, those at each further one `stride` later. */
  private lay(row: number, voice: number, said: Float32Array, from: number, stride: number): void {
    const { noted, places } = this;
    const base = (row * voicesNoted + voice) * L * K;
    for (let l = 0; l < L; l++) {
      if (places[l] < 0) continue;
      for (let k = 0; k < K; k++) noted[base + l * K + k] = said[from + places[l] * stride + k];
    }
  }

  private reserve(rows: number): void {
    const width = voicesNoted * L * K;
    if (rows * width <= this.noted.length) return;
    const larger = new Float32Array(Math.max(64, Math.ceil(rows * 1.5)) * width).fill(NaN);
    larger.set(this.noted);
    this.noted = larger;
  }
}
