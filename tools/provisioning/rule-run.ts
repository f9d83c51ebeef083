/**
 * Walks an alert rule as Grafana 13.2 does (pkg/services/ngalert: eval, state; pkg/expr/threshold.go, read on 23 November 2026): instances
 * are told apart by their labels, recovery has a threshold of its own, a query without any data leads to the rule's noDataState
 * for all instances, and one that has lost a single series resolves it after missing_series_evals_to_resolve evaluations.
 */
import type { AlertRule, Evaluator, RuleGroup, RuleThreshold } from './alerting-schema.ts';

export interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
/** Asks an instant query. */
export type AskPrometheus = (expr: string, atMs: number) => Promise<readonly Row[]>;

export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  /** By refId, for annotations: of each query the row whose labels are part of the instance's, or include them. */
  readonly values: Readonly<Record<string, Row>>;
}

interface Instance extends Firing {
  readonly sinceMs: number;
  readonly state: 'normal' | 'pending' | 'firing';
  readonly seenAtMs: number;
}

export class RuleRun {
  readonly rule: AlertRule;
  /** Labels of every instance that has resolved, in order. */
  readonly resolved: Array<Readonly<Record<string, string>>> = [];
  private readonly intervalMs: number;
  private readonly ask: AskPrometheus;
  private instances = new Map<string, Instance>();

  constructor(rule: AlertRule, { interval }: Pick<RuleGroup, 'interval'>, ask: AskPrometheus) {
    this.rule = rule;
    this.intervalMs = msOf(interval);
    this.ask = ask;
  }

  get firing(): readonly Firing[] {
    return [...this.instances.values()].filter(({ state }) => state === 'firing');
  }

  /** One evaluation. Answers the rows of every query. */
  async runOnce(atMs: number): Promise<Readonly<Record<string, readonly Row[]>>> {
    const asked = this.rule.data.flatMap(({ refId, model }) => ('expr' in model ? [this.ask(model.expr, atMs).then((found) => [refId, found] as const)] : []));
    const rows = Object.fromEntries(await Promise.all(asked));
    const { model } = this.rule.data.find(({ refId }) => refId === this.rule.condition) as RuleThreshold;
    const [{ evaluator, unloadEvaluator }] = model.conditions;
    const judged = rows[model.expression];
    if (judged.length === 0) this.withoutData(atMs);
    else for (const row of judged) this.judge(row, rows, evaluator, unloadEvaluator, atMs);
    for (const [key, { labels, state, seenAtMs }] of this.instances) {
      if (atMs - seenAtMs < this.rule.missing_series_evals_to_resolve * this.intervalMs) continue;
      this.instances.delete(key);
      if (state === 'firing') this.resolved.push(labels);
    }
    return rows;
  }

  private judge({ labels, value }: Row, rows: Readonly<Record<string, readonly Row[]>>, evaluator: Evaluator, unloadEvaluator: Evaluator, atMs: number): void {
    const key = keyOf(labels);
    const before = this.instances.get(key);
    const isOn = before?.state === 'firing' ? !holds(unloadEvaluator, value) : holds(evaluator, value);
    const sinceMs = isOn && before !== undefined && before.state !== 'normal' ? before.sinceMs : atMs;
    const state = !isOn ? 'normal' : atMs - sinceMs >= msOf(this.rule.for) ? 'firing' : 'pending';
    if (before?.state === 'firing' && !isOn) this.resolved.push(labels);
    const values = Object.fromEntries(Object.entries(rows).flatMap(([refId, found]) => {
      const row = found.find((one) => key === keyOf(one.labels)) ?? found.find((one) => includes(one.labels, labels) || includes(labels, one.labels));
      return row === undefined ? [] : [[refId, row] as const];
    }));
    this.instances.set(key, { labels, values, sinceMs, state, seenAtMs: atMs });
  }

  private withoutData(atMs: number): void {
    const { noDataState } = this.rule;
    if (noDataState === 'Alerting' && this.instances.size === 0) this.instances.set('', { labels: {}, values: {}, sinceMs: atMs, state: 'firing', seenAtMs: atMs });
    for (const [key, instance] of this.instances) this.instances.set(key, { ...instance, state: noDataState === 'Alerting' ? 'firing' : instance.state, seenAtMs: atMs });
  }
}

function holds({ type, params: [from, to] }: Evaluator, value: number): boolean {
  switch (type) {
    case 'gt':
      return value > from;
    case 'lt':
      return value < from;
    case 'within_range':
      return value > from && value < to!;
    case 'outside_range':
      return value < from || value > to!;
  }
}

function msOf(duration: string): number {
  return Number.parseInt(duration, 10) * { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[duration.at(-1) as 's' | 'm' | 'h' | 'd'];
}

function keyOf(labels: Row['labels']): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function includes(one: Row['labels'], other: Row['labels']): boolean {
  return Object.entries(other).every(([name, value]) => one[name] === value);
}
