/** What became of the breaches of one series: of the month in which nothing is done, against the same month with what was done. */
import { hourSteps } from '../grid/product-grid.ts';
import { feltSteps } from './fault-book.ts';

/** First and last step. */
export interface Episode {
  readonly fromStep: number;
  readonly toStep: number;
}

export interface ComparedBreaches {
  readonly avoided: number;
  /** Came at another time of the same trouble: neither avoided nor caused. */
  readonly putOff: number;
  readonly caused: number;
}

/** Breaches of one series that lie so near one another are the same, sooner or later. */
const sameWithinSteps = 2 * hourSteps;

/**
 * A breach is the same as one that lies near it; and as one of those left over that the same fault brings at another time, as a
 * leak does after a restart. `faults`: those that touch the server.
 */
export function comparedBreaches(before: readonly Episode[], after: readonly Episode[], faults: readonly Episode[]): ComparedBreaches {
  const gone = before.filter((one) => !after.some((other) => areNear(one, other)));
  const come = after.filter((one) => !before.some((other) => areNear(one, other)));
  const waiting = [...gone];
  let putOff = 0;
  for (const one of come) {
    const at = waiting.findIndex((other) => faults.some((fault) => isFelt(fault, one) && isFelt(fault, other)));
    if (at < 0) continue;
    waiting.splice(at, 1);
    putOff++;
  }
  return { avoided: gone.length - putOff, putOff, caused: come.length - putOff };
}

function areNear(a: Episode, b: Episode): boolean {
  return a.fromStep <= b.toStep + sameWithinSteps && b.fromStep <= a.toStep + sameWithinSteps;
}

function isFelt(fault: Episode, { fromStep }: Episode): boolean {
  return fromStep >= fault.fromStep && fromStep <= fault.toStep + feltSteps;
}
