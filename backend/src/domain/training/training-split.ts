/** Which steps' targets fit, which choose among checkpoints, and which are held out for the gate: always in this order of time. */
export interface TrainingSplit {
  /** Targets from here on fit; -Infinity: all there are before `fittingTo`. */
  readonly fittingFrom: number;
  readonly fittingTo: number;
  /** Null: too little time to choose by; the last checkpoint is taken. */
  readonly choosing: { readonly from: number; readonly to: number } | null;
  /** Null: nothing is held out. */
  readonly heldOut: { readonly from: number; readonly to: number } | null;
  /** Days of history that a window must have before its origin. */
  readonly leastDays: number;
}

const usualDays = 8;
/** From this much history on there is time enough to fit, choose and hold out behind a window's 8 days. */
const splitDays = usualDays + 3;
const youngDays = 1;
const leastDays = { judged: 1.5, heldOutOfYoung: 10 / 24, recent: 7 } as const;
const shares = { judged: 0.05, heldOutOfYoung: 0.15 } as const;

/** For a fleet's own model: both judging stretches are 5 % of the time, at least a day and a half. A young fleet holds out its last 15 %, at least 10 h. */
export function fleetSplit(firstStep: number, lastStep: number, daySteps: number): TrainingSplit {
  const span = lastStep - firstStep + 1;
  if (span < splitDays * daySteps) {
    const heldOutFrom = lastStep + 1 - Math.ceil(Math.max(shares.heldOutOfYoung * span, leastDays.heldOutOfYoung * daySteps));
    return { fittingFrom: -Infinity, fittingTo: heldOutFrom - 1, choosing: null, heldOut: { from: heldOutFrom, to: lastStep }, leastDays: youngDays };
  }
  const judged = Math.ceil(Math.max(shares.judged * span, leastDays.judged * daySteps));
  const heldOutFrom = lastStep + 1 - judged;
  return { fittingFrom: -Infinity, fittingTo: heldOutFrom - judged - 1, choosing: { from: heldOutFrom - judged, to: heldOutFrom - 1 }, heldOut: { from: heldOutFrom, to: lastStep }, leastDays: usualDays };
}

/** For a light update: the last day and a half is held out, the seven days before it fit; what lies before them is replayed. */
export function updateSplit(firstStep: number, lastStep: number, daySteps: number): TrainingSplit {
  const heldOutFrom = lastStep + 1 - Math.ceil(leastDays.judged * daySteps);
  const fittingFrom = heldOutFrom - leastDays.recent * daySteps;
  return { fittingFrom, fittingTo: heldOutFrom - 1, choosing: null, heldOut: { from: heldOutFrom, to: lastStep }, leastDays: Math.min(usualDays, Math.max(youngDays, Math.floor((fittingFrom - firstStep) / daySteps))) };
}
