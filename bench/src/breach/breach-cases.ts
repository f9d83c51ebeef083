/** Cases of stated breach probabilities, and what came of them. */
import { horizonSteps } from '../grid/product-grid.ts';

export interface BreachCase {
  /** The server, or the tier. */
  readonly who: string;
  /** Tells its metrics, thresholds and numbers of servers apart. */
  readonly series: string;
  readonly originStep: number;
  readonly stated: number;
  readonly calibrated: number;
  readonly breached: boolean;
}

/** The mean squared difference of what was said to what came. */
export function brierScore(cases: readonly BreachCase[], said: (one: BreachCase) => number): number {
  return cases.reduce((sum, one) => sum + (said(one) - Number(one.breached)) ** 2, 0) / cases.length;
}

/** The Brier score of the share of a series' own earlier cases that breached, drawn to the share of all with the weight of ten. */
export function climatologyScore(cases: readonly BreachCase[]): number {
  let [all, breached, squares] = [1, 0.1, 0];
  const own = new Map<string, { cases: number; breached: number }>();
  const known: BreachCase[] = [];
  let next = 0;
  for (const one of cases) {
    for (; next < known.length && known[next].originStep + horizonSteps <= one.originStep; next++) {
      const { series, breached: came } = known[next];
      const sums = own.get(series) ?? { cases: 0, breached: 0 };
      own.set(series, { cases: sums.cases + 1, breached: sums.breached + Number(came) });
      all += 1;
      breached += Number(came);
    }
    const sums = own.get(one.series) ?? { cases: 0, breached: 0 };
    squares += ((sums.breached + (10 * breached) / all) / (sums.cases + 10) - Number(one.breached)) ** 2;
    known.push(one);
  }
  return squares / cases.length;
}
