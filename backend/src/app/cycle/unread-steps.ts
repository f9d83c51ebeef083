/** A run of steps, both ends inclusive. */
export interface StepRange {
  readonly fromStep: number;
  readonly toStep: number;
}

/**
 * Which steps a source still owes: everything at first, one step a cycle, an hour after an outage. Ranges are disjoint and
 * in rising order.
 */
export class UnreadSteps {
  private ranges: StepRange[] = [];

  get count(): number {
    return this.ranges.reduce((sum, range) => sum + range.toStep - range.fromStep + 1, 0);
  }

  add(added: StepRange): void {
    if (added.toStep < added.fromStep) return;
    let { fromStep, toStep } = added;
    const apart: StepRange[] = [];
    for (const range of this.ranges) {
      if (range.toStep + 1 < fromStep || range.fromStep - 1 > toStep) apart.push(range);
      else [fromStep, toStep] = [Math.min(fromStep, range.fromStep), Math.max(toStep, range.toStep)];
    }
    this.ranges = [...apart, { fromStep, toStep }].sort((a, b) => a.fromStep - b.fromStep);
  }

  remove(removed: StepRange): void {
    this.ranges = this.ranges.flatMap((range) => {
      const before = { fromStep: range.fromStep, toStep: Math.min(range.toStep, removed.fromStep - 1) };
      const after = { fromStep: Math.max(range.fromStep, removed.toStep + 1), toStep: range.toStep };
      return [before, after].filter((part) => part.fromStep <= part.toStep);
    });
  }

  /** Steps older than the windows reach will never be needed. */
  forgetBefore(step: number): void {
    this.remove({ fromStep: -Infinity, toStep: step - 1 });
  }

  /** The newest unread steps, at most `most` of them; undefined when nothing is owed. */
  newest(most: number): StepRange | undefined {
    const last = this.ranges.at(-1);
    return last === undefined ? undefined : { fromStep: Math.max(last.fromStep, last.toStep - most + 1), toStep: last.toStep };
  }
}
