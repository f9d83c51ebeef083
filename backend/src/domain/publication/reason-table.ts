import type { SpeakerReason } from '../forecasting/fleet-forecast.ts';

/** Reasons repeat a great deal: each is kept once. */
export class ReasonTable {
  readonly list: SpeakerReason[] = [];
  private readonly known = new Map<string, number>();

  indexOf(reason: SpeakerReason): number {
    const told = reason.kind === 'learning' ? { ...reason, daysObserved: Math.floor(reason.daysObserved * 10) / 10 } : reason;
    const key = JSON.stringify(told);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.list.push(told);
    this.known.set(key, this.list.length - 1);
    return this.list.length - 1;
  }
}
