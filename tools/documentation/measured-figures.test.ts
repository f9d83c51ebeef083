/** What README and docs repeat of the benchmarks' figures is what the newest reports say. */
import { describe, expect, it } from '@jest/globals';
import { page, wholeReports } from './measured-figures.ts';

const reports = wholeReports();

function figure(bench: string, name: string): number {
  const value = reports.get(bench)?.figures[name];
  if (typeof value !== 'number') throw new Error(`bench/results/${bench}.md has no figure ${name}`);
  return value;
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const thousands = (value: number) => `${Math.round(value / 1000)},000`;
const seconds = (bench: string, name: string) => `${figure(bench, name).toFixed(1)} s`;
const wanted = reports.get('warnings')!.limits.simulatedForeseeableRecall.least!;

/** Cells of README's table: what was measured, what is said of it, in which report. A row that is not here has no report to stand on. */
const measured: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/that the model never saw$/, `${percent(1 - figure('accuracy', 'zeroShot.meanRatio'))} less quantile loss than the best naive forecast of each metric; better on ${percent(figure('accuracy', 'zeroShot.won'))} of the series`, 'accuracy'],
  [/^a cycle of 1,000 servers, of 10,000$/, `${seconds('speed', 'cycle1000.seconds')}, ${seconds('speed', 'cycle10000.seconds')}`, 'speed'],
  [/^remote write/, `${thousands(figure('intake', 'samplesPerSecond'))} samples a second`, 'intake'],
  [/over HTTP, 10,000 servers, cycles running$/, `${figure('api', 'forecastP99Ms').toFixed(0)} ms (99 %)`, 'api'],
  [/^true cause named first/, `${percent(figure('explanation', 'attribution.first'))} of ${figure('explanation', 'cases')} (correlation: ${percent(figure('explanation', 'correlation.first'))})`, 'explanation'],
  [/^\*\*not there yet\*\*: breach probabilities/, `${figure('breach', 'real.worstDecile').toFixed(1)} points off on real servers, ${figure('breach', 'simulated.worstDecile').toFixed(1)} on simulated ones, of the ${reports.get('breach')!.limits['real.worstDecile'].most!} wanted`, 'breach'],
  [/^\*\*not there yet\*\*: foreseeable breaches that page$/, `${percent(figure('warnings', 'simulatedForeseeableRecall'))}, of the ${percent(wanted)} wanted`, 'warnings'],
];

describe('the figures in README', () => {
  const rows = page('README.md').split('\n').filter((line) => /^\|.*\]\(bench\/results\/[\w-]+\.md\) \|$/.test(line)).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));
  const pages = rows.find(([what]) => what.startsWith('pages that come true in time'));

  it.each(measured)('%s is as measured', (what, said, report) => {
    expect(rows.find(([subject]) => what.test(subject))?.slice(1)).toEqual([said, `[${report}](bench/results/${report}.md)`]);
  });

  it('count the pages that came true as measured', () => {
    const [, right, all, realRight, realAll] = /^(\d+) of (\d+) simulated; (\d+) of (\d+) real$/.exec(pages?.[1] ?? '') ?? [];
    expect(Number(right) / Number(all)).toBeCloseTo(figure('warnings', 'simulatedPagePrecision'), 5);
    expect(Number(realAll)).toBe(figure('warnings', 'realPages'));
    expect(Number(realRight) / Number(realAll)).toBeCloseTo(figure('warnings', 'realPagePrecision'), 5);
  });

  it('are all of them held to a report', () => {
    expect(rows.filter((row) => row !== pages && !measured.some(([what]) => what.test(row[0])))).toEqual([]);
    expect(rows.length).toBe(measured.length + 1);
  });
});

describe('the figures in docs/operations.md', () => {
  it('size the service as measured', () => {
    const operations = page('docs/operations.md');
    expect(operations).toContain(`| intake | ${thousands(figure('intake', 'samplesPerSecond'))} samples/s on two cores |`);
    expect(operations).toContain(`99 % of them within ${figure('api', 'forecastP99Ms').toFixed(0)} ms while cycles run`);
  });
});
