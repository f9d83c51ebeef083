/** What a part's report says to people. */
import type { Interval } from '@fleetcast/backend/src/domain/evaluation/bootstrap.ts';
import { pooled } from '@fleetcast/backend/src/domain/evaluation/pooled-figures.ts';
import { floorNames } from '@fleetcast/backend/src/domain/forecasting/floors.ts';
import type { BenchReport } from '../report/bench-report.ts';
import type { JudgedPart } from './judged-parts.ts';
import { figuresByMetric, headline, type Headline } from './part-figures.ts';
import { metricNames } from '../real-fleet/real-fleet.ts';

const headlineWords: Readonly<Record<keyof Headline, string>> = {
  meanRatio: 'wQL / best floor, mean',
  worstRatio: 'wQL / best floor, worst metric',
  meanRatioToBestInHindsight: 'wQL / best floor in hindsight, mean',
  won: 'share of series won, mean',
  wonWorst: 'share of series won, worst metric',
  clearlyWorse: 'share of series > 5 % worse',
  coverageOff: '80 % coverage off by, points, worst metric',
  coverage96Off: '96 % coverage off by, points, worst metric',
  wellCovered80: 'share of series with 80 % coverage within 7 points',
  wellCovered96: 'share of series with 96 % coverage within 7 points',
  intervalScoreRatio: 'interval score / best floor, mean',
  intervalScoreRatioWorst: 'interval score / best floor, worst metric',
};

export function showPart(report: BenchReport, part: JudgedPart, intervals: Readonly<Record<keyof Headline, Interval>>): void {
  const figures = [...figuresByMetric(part.scores, part.floors)];
  report.table(
    part.title,
    ['metric', 'wQL', 'best floor', 'its wQL', 'ratio', 'best in hindsight', 'MAE / naive 24 h', 'won', '> 5 % worse', 'model spoke'],
    figures.map(([metric, f]) => [metric, f.wql, part.floors.byMetric.get(metric)!, f.floorWql, f.ratio, `${f.hindsightFloor} ${f.hindsightRatio.toFixed(3)}`, f.maeRatio, f.won, f.clearlyWorse, f.modelWindowShare]),
  );
  report.table(
    `${part.title}: bands`,
    ['metric', 'coverage 80', 'coverage 96', 'series within 7 points 80', '96', 'interval score', '/ best floor', 'constant windows', 'their width'],
    figures.map(([metric, f]) => [metric, f.coverage, f.coverage96, f.wellCovered80, f.wellCovered96, f.intervalScore, f.intervalScoreRatio, f.constantWindowShare, f.constantWidth]),
  );
  const head = headline(part.scores, part.floors);
  report.table(
    `${part.title}: in all`,
    ['figure', 'measured', '90 % of bootstraps over servers, from', 'to'],
    (Object.keys(headlineWords) as Array<keyof Headline>).map((name) => [headlineWords[name], head[name], intervals[name].low, intervals[name].high]),
  );
  report.say(`${accuracyInWords(part)}\n`);
}

/** The floors of the judged windows. */
export function showFloors(report: BenchReport, title: string, { scores }: JudgedPart): void {
  const rows = metricNames.map((metric) => {
    const some = scores.filter(({ series, steps }) => series.metric === metric && steps > 0);
    return [metric, ...floorNames.map((floor) => pooled(some, floor).floorWql)];
  });
  report.table(title, ['metric', ...floorNames], rows);
}

/** 1 - MAE / mean level, in the sense of people who ask for "85 % accuracy". */
function accuracyInWords({ scores }: JudgedPart): string {
  const judged = scores.filter(({ steps, level }) => steps > 0 && level / steps > 0.01);
  const near0 = scores.filter(({ steps }) => steps > 0).length - judged.length;
  const reached = judged.filter(({ absoluteError, level }) => 1 - absoluteError / level > 0.85).length;
  return `1 - MAE / mean level is above 85 % on ${((100 * reached) / judged.length).toFixed(0)} % of the series; it means nothing on ${near0} whose level is near zero.`;
}
