/**
 * What was said in each tenth of the scale beside what came, and how far chance may move the two apart. Cases of one server hang together,
 * and so do those of one day: both are drawn with replacement, each for itself, and a case counts as often as its server times as often as
 * its day (Owen 2007, the pigeonhole bootstrap; rather too wide than too narrow).
 */
import type { Interval } from '@fleetcast/backend/src/domain/evaluation/bootstrap.ts';
import { seededRandom } from '@fleetcast/backend/src/domain/training/random.ts';
import { daySteps } from '../grid/product-grid.ts';
import type { BreachCase } from './breach-cases.ts';

export interface Decile {
  readonly cases: number;
  /** Means over the cases. */
  readonly said: number;
  readonly came: number;
  /** Between which figures came - said lies in 90 % of the draws. */
  readonly excess: Interval;
}

const draws = 400;
const outside = 0.05;

interface Sums {
  cases: number;
  said: number;
  came: number;
}

/** [10] from 0-10 % on. */
export function decilesOf(cases: readonly BreachCase[], saidOf: (one: BreachCase) => number): readonly Decile[] {
  const random = seededRandom(1);
  return Array.from({ length: 10 }, (_, decile) => {
    const within = cases.filter((one) => Math.min(9, Math.floor(saidOf(one) * 10)) === decile);
    const total = emptySums();
    const cells = new Map<string, Sums & { readonly who: string; readonly day: number }>();
    for (const one of within) {
      const day = Math.floor(one.originStep / daySteps);
      const key = `${one.who}\n${day}`;
      let cell = cells.get(key);
      if (cell === undefined) cells.set(key, (cell = { ...emptySums(), who: one.who, day }));
      for (const sums of [total, cell]) {
        sums.cases += 1;
        sums.said += saidOf(one);
        sums.came += Number(one.breached);
      }
    }
    return { cases: total.cases, said: total.said / total.cases, came: total.came / total.cases, excess: excessInterval([...cells.values()], random) };
  });
}

function excessInterval(cells: ReadonlyArray<Sums & { readonly who: string; readonly day: number }>, random: () => number): Interval {
  const everybody = [...new Set(cells.map(({ who }) => who))];
  const days = [...new Set(cells.map(({ day }) => day))];
  const drawn = Array.from({ length: draws }, () => {
    const [whoTimes, dayTimes] = [timesDrawn(everybody, random), timesDrawn(days, random)];
    let [count, excess] = [0, 0];
    for (const { who, day, cases, said, came } of cells) {
      const times = (whoTimes.get(who) ?? 0) * (dayTimes.get(day) ?? 0);
      count += times * cases;
      excess += times * (came - said);
    }
    return excess / count;
  });
  const sorted = drawn.filter((excess) => Number.isFinite(excess)).sort((a, b) => a - b);
  const at = (level: number) => sorted[Math.round(level * (sorted.length - 1))] ?? NaN;
  return { low: at(outside), high: at(1 - outside) };
}

/** How often each one comes when as many are drawn with replacement. */
function timesDrawn<T>(list: readonly T[], random: () => number): ReadonlyMap<T, number> {
  const times = new Map<T, number>();
  for (let n = 0; n < list.length; n++) {
    const one = list[Math.floor(random() * list.length)];
    times.set(one, (times.get(one) ?? 0) + 1);
  }
  return times;
}

function emptySums(): Sums {
  return { cases: 0, said: 0, came: 0 };
}
