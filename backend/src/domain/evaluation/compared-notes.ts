/**
 * Collects, row by row, what everybody forecast at one origin, laid out along the ledger's leads. S series, E speakers,
 * L ledger leads, K = 3 remembered quantiles.
 */
import { modelParts, type ByPart, type ModelPart } from '../forecasting/model-parts.ts';
import { expertNames, rememberedQuantiles, type ForecastNotes, type SaidByModels } from '../forecasting/ports.ts';
import { ledgerLeadMinutes, servedSpeaker, type ComparedForecasts, type LedgerSpeaker } from './ledger-entries.ts';

const K = rememberedQuantiles.length;
const L = ledgerLeadMinutes.length;

/** Everybody that the record remembers, its model being the champion, then the models beside it. */
const voices = [...expertNames.map((name) => (name === 'model' ? 'champion' : name)), ...modelParts.filter((part) => part !== 'champion')];
const voicesNoted = voices.length;

export class ComparedNotes implements ForecastNotes {
  /** Of each ledger lead, its place among the record's; -1: the record does not remember it. */
  private readonly places: readonly number[];
  /** [rows, voicesNoted, L, K], used again for every origin. */
  private noted = new Float32Array(0);
  private isEmpty = true;
  /** Whose notes are not all silent. */
  private readonly heard = new Set<string>();

  constructor(recordLeads: Int32Array, leads: ReadonlyArray<number | null>) {
    this.places = leads.map((lead) => (lead === null ? -1 : recordLeads.indexOf(lead)));
  }

  note(row: number, said: Float32Array, models: SaidByModels | null): void {
    this.reserve(row + 1);
    voices.forEach((name, voice) => {
      if (!isPart(name)) return this.lay(row, voice, said, voice * K, expertNames.length * K);
      if (models === null || Number.isNaN(models[name][0])) return;
      // one model beside the champion at a time: more would not fit the ledger's bounds
      if (name === 'reserve' && !Number.isNaN(models.challenger[0])) return;
      this.lay(row, voice, models[name], 0, K);
      this.heard.add(name);
    });
    this.isEmpty = false;
  }

  /** Hands over what was noted since it was last asked; null when nothing was. */
  take(seriesCount: number, models: ByPart<string | null>): ComparedForecasts | null {
    if (this.isEmpty) return null;
    const noted = voices.flatMap((name, at): Array<{ readonly at: number; readonly speaker: LedgerSpeaker }> => {
      if (!isPart(name)) return [{ at, speaker: name === 'served' ? servedSpeaker : { kind: 'floor', name } }];
      const version = models[name];
      return version === null || (name !== 'champion' && !this.heard.has(name)) ? [] : [{ at, speaker: { kind: 'model', name: version } }];
    });
    this.reserve(seriesCount);
    const width = L * K;
    const quantiles = new Float32Array(seriesCount * noted.length * width);
    let to = 0;
    for (let row = 0; row < seriesCount; row++) {
      for (const { at } of noted) {
        const from = (row * voicesNoted + at) * width;
        for (let i = 0; i < width; i++) quantiles[to++] = this.noted[from + i];
      }
    }
    this.noted.fill(NaN);
    this.isEmpty = true;
    this.heard.clear();
    return { speakers: noted.map(({ speaker }) => speaker), quantiles };
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

function isPart(voice: string): voice is ModelPart {
  return (modelParts as readonly string[]).includes(voice);
}
