/** The horizon cut where changes begin and end: in each piece the same changes hold. */

interface Lasting {
  readonly fromStep: number;
  readonly toStep: number;
}

export interface Segment<T> {
  readonly fromStep: number;
  /** Last step, inclusive. */
  readonly toStep: number;
  readonly holding: readonly T[];
}

/** Pieces of [firstStep, lastStep] in order of time; pieces in which nothing holds are left out. */
export function segmentsOf<T extends Lasting>(changes: readonly T[], firstStep: number, lastStep: number): readonly Segment<T>[] {
  const cuts = new Set([firstStep, lastStep + 1]);
  for (const { fromStep, toStep } of changes) {
    if (fromStep > firstStep && fromStep <= lastStep) cuts.add(fromStep);
    if (toStep + 1 > firstStep && toStep < lastStep) cuts.add(toStep + 1);
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(0, -1).flatMap((fromStep, i): Segment<T>[] => {
    const toStep = ordered[i + 1] - 1;
    const holding = changes.filter((change) => change.fromStep <= fromStep && change.toStep >= toStep);
    return holding.length === 0 ? [] : [{ fromStep, toStep, holding }];
  });
}
