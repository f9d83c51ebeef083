/** What was stated at the first origin of each hour, until its horizon has come. */
export interface StatedAt<T> {
  readonly originStep: number;
  readonly said: T[];
}

export class HourlyStatements<T> {
  private readonly horizonSteps: number;
  private readonly strideSteps: number;
  private readonly strideDays: number;
  private waiting: Array<StatedAt<T>> = [];

  constructor({ stepSeconds, horizonSteps }: { readonly stepSeconds: number; readonly horizonSteps: number }) {
    this.horizonSteps = horizonSteps;
    this.strideSteps = Math.max(1, Math.round(3600 / stepSeconds));
    this.strideDays = (this.strideSteps * stepSeconds) / 86_400;
  }

  /** Where to put what is stated at this origin; null when its hour has had another one. */
  at(originStep: number): T[] | null {
    const newest = this.waiting.at(-1);
    if (newest?.originStep === originStep) return newest.said;
    if (newest !== undefined && this.hourOf(originStep) === this.hourOf(newest.originStep)) return null;
    const said: T[] = [];
    this.waiting.push({ originStep, said });
    return said;
  }

  /** What was stated so early that everything has come by this origin; it waits no longer. */
  takeDue(originStep: number): ReadonlyArray<StatedAt<T>> {
    const due = this.waiting.filter((one) => one.originStep + this.horizonSteps <= originStep);
    this.waiting = this.waiting.slice(due.length);
    return due;
  }

  /** Days that so many origins stand for. */
  daysOf(origins: number): number {
    return origins * this.strideDays;
  }

  private hourOf(originStep: number): number {
    return Math.floor(originStep / this.strideSteps);
  }
}
