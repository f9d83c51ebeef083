import type { EventKind } from '@fleetcast/contract';
import { expectedFactor, expectedShift, type EffectSums } from './effect-sums.ts';
import { duringPhases } from './event-phases.ts';

/** How an event acts on a tier's metric: adds the same, multiplies what is usual, or does nothing that could be told beforehand. */
type EffectChoice = 'shift' | 'factor' | 'none';

/** Old judgements count this much less with every later one; one judgement is one phase of one series' occurrence. */
const kept = 0.995;
/** Judgements before the kind that an event usually has gives way to what was seen: two occurrences on one series or one on two. */
const leastJudged = 8;
/** Knowing an event must have made the error this much smaller, or it is taken to do nothing. */
const leastGain = 0.95;

/** People's number scales what there is; a job takes the same whatever else goes on. */
const usually: Readonly<Record<EventKind, EffectChoice>> = { campaign: 'factor', holiday: 'factor', deployment: 'shift', batch: 'shift', maintenance: 'factor', other: 'shift' };

/** Which way of acting would have foretold earlier occurrences best, each from those before it. */
class Judged {
  private readonly byDefault: EffectChoice;
  private readonly errors = { none: 0, shift: 0, factor: 0 };
  private judged = 0;

  constructor(kind: EventKind) {
    this.byDefault = usually[kind];
  }

  get choice(): EffectChoice {
    if (this.judged < leastJudged) return this.byDefault;
    const { none, shift, factor } = this.errors;
    if (Math.min(shift, factor) >= leastGain * none) return 'none';
    return shift < factor ? 'shift' : 'factor';
  }

  /** What to go on from after a restart. */
  get state(): readonly number[] {
    const { none, shift, factor } = this.errors;
    return [none, shift, factor, this.judged];
  }

  resume([none, shift, factor, judged]: readonly number[]): void {
    Object.assign(this.errors, { none, shift, factor });
    this.judged = judged;
  }

  /** Judges what would have been said of a phase before it was learned from. */
  judge(series: EffectSums, tier: EffectSums, phase: number, usual: number, came: number): void {
    if (!tier.count.some((count) => count > 0)) return;
    const { errors } = this;
    for (const way of ['none', 'shift', 'factor'] as const) errors[way] *= kept;
    errors.none += Math.abs(came - usual);
    errors.shift += Math.abs(came - usual - expectedShift(series, tier, phase));
    errors.factor += Math.abs(came - usual * expectedFactor(series, tier, phase));
    this.judged += 1;
  }
}

/** An event's own time and its aftermath are judged apart: many events leave nothing behind. */
export class KindOfEffect {
  private readonly during: Judged;
  private readonly after: Judged;

  constructor(kind: EventKind) {
    this.during = new Judged(kind);
    this.after = new Judged(kind);
  }

  choice(phase: number): EffectChoice {
    return (phase < duringPhases ? this.during : this.after).choice;
  }

  judge(series: EffectSums, tier: EffectSums, phase: number, usual: number, came: number): void {
    (phase < duringPhases ? this.during : this.after).judge(series, tier, phase, usual, came);
  }

  get state(): readonly number[] {
    return [...this.during.state, ...this.after.state];
  }

  resume(state: readonly number[]): void {
    this.during.resume(state.slice(0, 4));
    this.after.resume(state.slice(4));
  }

  /** Changes with the choices. */
  get text(): string {
    return `${this.during.choice} ${this.after.choice}`;
  }
}
