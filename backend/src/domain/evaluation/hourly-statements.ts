/** What was stated at the first origin of each hour, until its horizon has come. */
export interface StatedAt<T> {
  readonly originStep: number;
  /** Since the statement before: what is stated every four hours stands for all four. */
  readonly hours: number;
  readonly said: T[];
}

export class HourlyStatements<T> {
  private readonly horizonSteps: number;
  private readonly strideSteps: number;
  /** Statements a whole horizon apart have nothing in common: none stands for more. */
  private readonly mostHours: number;
  private waiting: Array<StatedAt<T>> = [];
  private newestHour: number | null = null;

  constructor({ stepSeconds, horizonSteps }: { readonly stepSeconds: number; readonly horizonSteps: number }) {
    this.horizonSteps = horizonSteps;
    this.strideSteps = Math.max(1, Math.round(3600 / stepSeconds));
    this.mostHours = Math.max(1, Math.round(horizonSteps / this.strideSteps));
  }

  /** Where to put what is stated at this origin; null when its hour has had another one. */
  at(originStep: number): T[] | null {
    const newest = this.waiting.at(-1);
    if (newest?.originStep === originStep) return newest.said;
    const hour = Math.floor(originStep / this.strideSteps);
    const hours = this.newestHour === null ? 1 : hour - this.newestHour;
    if (hours === 0) return null;
    this.newestHour = hour;
    const said: T[] = [];
    this.waiting.push({ originStep, hours: Math.min(this.mostHours, hours), said });
    return said;
  }

  /** What was stated so early that everything has come by this origin; it waits no longer. */
  takeDue(originStep: number): ReadonlyArray<StatedAt<T>> {
    const due = this.waiting.filter((one) => one.originStep + this.horizonSteps <= originStep);
    this.waiting = this.waiting.slice(due.length);
    return due;
  }
}
