/**
 * The two comparisons that a champion stands in: with the challenger that wants its word, and with the reserve that had it before and
 * keeps it where it is clearly better.
 */
import type { InsteadOfChampion, ModelPart } from '../forecasting/model-parts.ts';
import { unknownProfile, type SaidByModels, type ShadowTrial } from '../forecasting/ports.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { DividedWord, type StoredWord, type WordGroup } from './divided-word.ts';
import { FleetTrial, type StoredTrial } from './fleet-trial.ts';
import type { TrialFigures } from './trial-figures.ts';

/** The reserve is compared on what came true lately: after three days a forecast counts half. */
const reserveHalfLifeDays = 3;

/** The challenger's trial itself, so that files of earlier versions, which held nothing else, are read on. */
export interface StoredTrials extends StoredTrial {
  readonly reserve?: StoredTrial;
  readonly word?: StoredWord;
}

export class ModelTrials implements ShadowTrial {
  private readonly challenger: FleetTrial;
  private readonly reserve: FleetTrial;
  private readonly word = new DividedWord();
  private reserveVersion: string | null = null;

  constructor(leads: Int32Array, { stepSeconds, horizonSteps }: { readonly stepSeconds: number; readonly horizonSteps: number }) {
    this.challenger = new FleetTrial(leads, horizonSteps);
    this.reserve = new FleetTrial(leads, horizonSteps, (reserveHalfLifeDays * 86_400) / stepSeconds);
  }

  /** From now on these are compared. A challenger that took the word leaves it, from the start, where its trial was plainly lost. */
  begin(champion: string, challenger: string | null, reserve: string | null, profileOf: (series: Pick<SeriesRow, 'serverId' | 'metric'>) => string = () => 'unknown'): void {
    const before = this.challenger.versions;
    if (this.reserve.versions.champion !== champion || this.reserveVersion !== reserve) {
      // where an older one had the word, the trial was not with the champion
      const own = before.champion === reserve && before.shadow === champion ? this.challenger.pairs().filter((pair) => this.wordOn(pair, profileOf(pair)) === null) : [];
      this.word.clear();
      this.word.settle(own.map((pair) => ({ ...pair, championLoss: pair.shadowLoss, shadowLoss: pair.championLoss })), profileOf);
    }
    this.reserveVersion = reserve;
    this.challenger.begin(champion, challenger);
    this.reserve.begin(champion, reserve);
  }

  resolve(windows: FleetWindows, profileOf: (series: SeriesRow) => string = unknownProfile): void {
    this.challenger.resolve(windows);
    if (!this.reserve.resolve(windows) || this.reserveVersion === null) return;
    const profiles = new Map(windows.rows.map((row) => [row.serverId, profileOf(row)]));
    this.word.settle(this.reserve.pairs(), ({ serverId }) => profiles.get(serverId) ?? 'unknown');
  }

  /** A challenger has to beat whoever has the word now. */
  remember(series: SeriesRow, originStep: number, said: Float32Array, models: SaidByModels, speaking: ModelPart): void {
    const incumbent = speaking === 'reserve' ? models.reserve : models.champion;
    const hasReserve = this.reserveVersion !== null;
    // without a challenger it holds nothing that the reserve's does not
    if (!hasReserve || this.challenger.versions.shadow !== null) this.challenger.remember(series, originStep, said, { champion: incumbent, challenger: models.challenger });
    if (hasReserve) this.reserve.remember(series, originStep, said, { champion: models.champion, challenger: models.reserve });
  }

  /** Groups on which the reserve has the word. */
  reservedGroups(): WordGroup[] {
    return this.reserveVersion === null ? [] : this.word.reserved();
  }

  /** Null: the champion has the word. */
  wordOn(series: Pick<SeriesRow, 'serverId' | 'metric'>, profile: string): InsteadOfChampion | null {
    return this.reserveVersion === null ? null : this.word.on(series, profile);
  }

  /** How the champion stands beside the challenger, and whether it got worse beside the floors. */
  figures(): TrialFigures {
    const figures = this.challenger.figures();
    // where the reserve has the word, the challenger's trial is not about the champion
    return this.reserveVersion === null ? figures : { ...figures, drift: this.reserve.figures().drift };
  }

  /** How the champion stands beside the reserve; null without one. */
  reserveFigures(): TrialFigures | null {
    return this.reserveVersion === null ? null : this.reserve.figures();
  }

  export(): StoredTrials {
    return { ...this.challenger.export(), reserve: this.reserve.export(), word: this.word.export() };
  }

  import(stored: StoredTrials): void {
    this.challenger.import(stored);
    if (stored.reserve === undefined) return;
    this.reserve.import(stored.reserve);
    this.reserveVersion = stored.reserve.shadow;
    if (stored.word !== undefined) this.word.import(stored.word);
  }
}
