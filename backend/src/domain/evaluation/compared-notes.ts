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

export class ComparedNotes implements ForecastNotes {
  private readonly recordLeads: Int32Array;
  /** Of each ledger lead, its place among the record's; -1: the record does not remember it. */
  private readonly places: readonly number[];
  /** [row][E, L, K], the shadow last. */
  private rows: Float32Array[] = [];
  private isEmpty = true;
  private hasShadow = false;

  constructor(recordLeads: Int32Array, leads: ReadonlyArray<number | null>) {
    this.recordLeads = recordLeads;
    this.places = leads.map((lead) => (lead === null ? -1 : recordLeads.indexOf(lead)));
  }

  note(row: number, said: Float32Array, shadow: Float32Array | null): void {
    const speakers = expertNames.length + 1;
    const noted = (this.rows[row] ??= new Float32Array(speakers * L * K).fill(NaN));
    for (let speaker = 0; speaker < expertNames.length; speaker++) this.lay(noted, speaker, said, speaker * this.recordLeads.length * K);
    if (shadow !== null) this.lay(noted, expertNames.length, shadow, 0);
    this.hasShadow ||= shadow !== null;
    this.isEmpty = false;
  }

  /** Hands over what was noted since it was last asked; null when nothing was. */
  take(seriesCount: number, models: CycleModels): ComparedForecasts | null {
    const { rows, isEmpty, hasShadow } = this;
    this.rows = [];
    this.isEmpty = true;
    this.hasShadow = false;
    if (isEmpty) return null;
    const voices: Array<{ readonly at: number; readonly speaker: LedgerSpeaker }> = expertNames.flatMap((name, at) => {
      if (name === 'served') return [{ at, speaker: servedSpeaker }];
      if (name !== 'model') return [{ at, speaker: { kind: 'floor' as const, name } }];
      return models.champion === null ? [] : [{ at, speaker: { kind: 'model' as const, name: models.champion } }];
    });
    if (hasShadow && models.shadow !== null) voices.push({ at: expertNames.length, speaker: { kind: 'model', name: models.shadow } });
    const width = L * K;
    const quantiles = new Float32Array(seriesCount * voices.length * width).fill(NaN);
    for (let row = 0; row < seriesCount; row++) {
      const noted = rows[row] as Float32Array | undefined;
      if (noted === undefined) continue;
      voices.forEach(({ at }, e) => quantiles.set(noted.subarray(at * width, (at + 1) * width), (row * voices.length + e) * width));
    }
    return { speakers: voices.map(({ speaker }) => speaker), quantiles };
  }

  private lay(noted: Float32Array, speaker: number, said: Float32Array, from: number): void {
    this.places.forEach((place, l) => {
      if (place < 0) return;
      for (let k = 0; k < K; k++) noted[(speaker * L + l) * K + k] = said[from + place * K + k];
    });
  }
}
