/**
 * `npm run bench:events`: what the calendar of known events is worth: simulated fleets whose campaigns, report runs, deployments,
 * patching and holidays are known beforehand, forecast as the service would, once with the calendar and once without. Seeds are those
 * of proof.
 */
import { quantileLevels } from '@fleetcast/contract';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { backtest } from '@fleetcast/backend/src/domain/evaluation/backtest.ts';
import { pinball } from '@fleetcast/backend/src/domain/evaluation/pinball.ts';
import { EventEffects } from '@fleetcast/backend/src/domain/event-effects/event-effects.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { createFleet, drawKnownEvents, seedFor } from '@fleetcast/simulator';
import { calendarOf, daysLived } from './events/learned-events.ts';
import { daySteps, horizonSteps, stepMs, stepSeconds } from './grid/product-grid.ts';
import { BenchReport } from './report/bench-report.ts';

const timeZone = 'Europe/Berlin';
const startMs = Date.parse('2026-02-02T00:00:00Z');
const report = new BenchReport('events');
const { quick, use } = report;
const fleets = quick ? 1 : 4;
const servers = quick ? 13 : 26;
/** Days of history in which events are learned, and days that are judged. */
const learningDays = 56;
const judgedDays = quick ? 10 : 21;
const strideSteps = quick ? 48 : 24;
/** Around an event: while it lasts and for two hours after. */
const aftermathMs = 2 * 3_600_000;
const reported = [1, 3, 5] as const;
const Q = quantileLevels.length;

interface Sums {
  loss: number;
  level: number;
  steps: number;
}

/** Losses by metric, around events of each kind and away from all. */
class Losses {
  readonly byCell = new Map<string, Sums>();

  add(cell: string, actual: number, loss: number): void {
    let sums = this.byCell.get(cell);
    if (sums === undefined) this.byCell.set(cell, (sums = { loss: 0, level: 0, steps: 0 }));
    sums.loss += loss;
    sums.level += Math.abs(actual);
    sums.steps += 1;
  }

  wql(cell: string): number {
    const { loss, level } = this.byCell.get(cell) ?? { loss: NaN, level: NaN };
    return (2 * loss) / (reported.length * level);
  }
}

const kinds = ['campaign', 'batch', 'deployment', 'maintenance', 'holiday'] as const;
const metrics = ['cpu', 'memory', 'disk', 'network', 'latency'] as const;

const withCalendar = new Losses();
const without = new Losses();
const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model = await openModel(stored.model, undefined, 2);

for (let n = 0; n < fleets; n++) {
  const seed = seedFor(use, 600 + n);
  const endMs = startMs + (learningDays + judgedDays + 1) * daySteps * stepMs;
  const options = { seed, servers, startMs, stepMs, timeZone };
  const events = drawKnownEvents(seed, createFleet(options), timeZone, startMs, endMs);
  const fleet = createFleet({ ...options, interventions: events.flatMap(({ effects }) => effects) });
  const slice = fleet.simulate(fleet.startStep, Math.floor(endMs / stepMs));
  const series = slice.series.map(({ server, metric, values }): LongSeries => ({ serverId: server.server, metric, kind: metricInfoOf(metric).kind, firstStep: slice.fromStep, values, zone: timeZone }));
  const identities = new Map(fleet.servers.map(({ server, region, profile, tier }) => [server, { serverId: server, server, region, profile, tier }]));
  const fromStep = slice.fromStep + learningDays * daySteps;
  const effects = new EventEffects({ stepSeconds, horizonSteps, zoneOf: () => timeZone, serverOf: (serverId) => identities.get(serverId) }, calendarOf(events));
  // The backtest lives through the ten days before its first origin itself.
  Array.from(daysLived(effects, series, fromStep - 10 * daySteps - daySteps));
  const around = series.map(({ serverId }) => {
    const cells = new Map<number, string>();
    for (const { kind, startMs: from, endMs: to, servers: whom } of events) {
      if (!whom.includes(serverId)) continue;
      for (let step = Math.floor(from / stepMs) + 1; step <= Math.ceil((to + aftermathMs) / stepMs); step++) cells.set(step, kind);
    }
    return cells;
  });
  const plan = { stepSeconds, horizonSteps, fromStep, toStep: fromStep + (judgedDays - 1) * daySteps, strideSteps, speaker: 'served' as const, model };
  for (const [losses, knowledge] of [[without, undefined], [withCalendar, effects]] as const) {
    for await (const { originStep, quantiles } of backtest(series, { ...plan, events: knowledge }, { signal: new AbortController().signal })) {
      series.forEach(({ metric, values, firstStep }, row) => {
        for (let h = 0; h < horizonSteps; h++) {
          const step = originStep + 1 + h;
          const actual = values[step - firstStep];
          if (Number.isNaN(actual)) continue;
          let loss = 0;
          for (const q of reported) loss += pinball(quantileLevels[q], actual, quantiles[(row * Q + q) * horizonSteps + h]);
          const kind = around[row].get(step);
          losses.add(`${kind === undefined ? 'away' : 'around'} ${metric}`, actual, loss);
          if (kind !== undefined) losses.add(`${kind} ${metric}`, actual, loss);
        }
      });
    }
  }
  report.say(`Fleet ${n + 1} of ${fleets}: seed ${seed}, ${series.length} series, ${events.length} events.`);
}
await model.close();
report.say('');

const ratio = (cell: string) => withCalendar.wql(cell) / without.wql(cell);
const mean = (cells: readonly string[]) => {
  const known = cells.map(ratio).filter((value) => Number.isFinite(value));
  return known.reduce((a, b) => a + b, 0) / known.length;
};
report.table(
  'wQL around events (while they last and two hours after), of the servers they concern',
  ['metric', 'without', 'with the calendar', 'ratio', 'away from events: ratio', ...kinds.map((kind) => `${kind}: ratio`)],
  metrics.map((metric) => [metric, without.wql(`around ${metric}`), withCalendar.wql(`around ${metric}`), ratio(`around ${metric}`), ratio(`away ${metric}`), ...kinds.map((kind) => ratio(`${kind} ${metric}`))]),
);
report.figure('byMetric', Object.fromEntries(metrics.map((metric) => [metric, ratio(`around ${metric}`)])));
report.figure('byKind', Object.fromEntries(kinds.map((kind) => [kind, mean(metrics.map((metric) => `${kind} ${metric}`))])));
report.limit({ name: 'aroundEvents.meanRatio', figure: mean(metrics.map((metric) => `around ${metric}`)), most: 0.85 });
report.limit({ name: 'awayFromEvents.meanRatio', figure: mean(metrics.map((metric) => `away ${metric}`)), most: 1.01 });
process.exit(report.finish());
