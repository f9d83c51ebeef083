import type { Performance, WarningPerformance } from '@fleetcast/contract';
import { driftOf, type DriftLimits } from '../../domain/evaluation/drift-limits.ts';
import { warningFigures, type JudgedWarning } from '../../domain/evaluation/warning-performance.ts';
import type { LedgerFault } from '../../io/ledger/ledger-fault.ts';
import type { WarningStore } from '../../io/state/warning-store.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { PerformanceFilter } from './ledger-performance.ts';
import type { LedgerCalls } from './ledger-messages.ts';

/** Most warnings that figures are made of; the newest. */
const mostWarnings = 10_000;
const warningsAtOnce = 500;
const dayMs = 86_400_000;

export interface PerformancePorts {
  readonly ledger: Pick<LedgerCalls, 'performance'>;
  readonly warnings: Pick<WarningStore, 'list'>;
  readonly metricInfo: MetricInfoFor;
  readonly horizonMinutes: number;
  readonly limits: DriftLimits;
}

/** How good forecasts and warnings were: the ledger's figures, the state's warnings, the catalogue's names. */
export class ModelPerformance {
  private readonly ports: PerformancePorts;

  constructor(ports: PerformancePorts) {
    this.ports = ports;
  }

  async over(filter: PerformanceFilter, nowMs: number): Promise<Performance | LedgerFault> {
    const { ledger, metricInfo, horizonMinutes, limits } = this.ports;
    const figures = await ledger.performance(filter, nowMs);
    if ('kind' in figures) return figures;
    const { breaches, metrics, ...rest } = figures;
    const warnings = await this.judgedWarnings(filter, Date.parse(figures.from));
    const anyServer = { profile: filter.profile ?? '', server: '', serverId: '' };
    const of = (some: readonly JudgedWarning[]): WarningPerformance => {
      const { leadTimes, ...counts } = warningFigures(some, breaches, horizonMinutes);
      return { ...counts, leadTimes: [...leadTimes] };
    };
    const all = of(warnings);
    return {
      ...rest,
      metrics: metrics.map((one) => {
        const { unit, title } = metricInfo(one.metric, anyServer);
        return { ...one, unit, title };
      }),
      warnings: { all, paged: of(warnings.filter(({ isPaged }) => isPaged)) },
      drift: [...driftOf(metrics, all, limits)],
    };
  }

  private async judgedWarnings({ metric, profile, region, serverId }: PerformanceFilter, fromMs: number): Promise<readonly JudgedWarning[]> {
    const one = (value: string | undefined) => (value === undefined ? undefined : [value]);
    const filter = { metric: one(metric), profile: one(profile), region: one(region), serverId: one(serverId), fromMs };
    const judged: JudgedWarning[] = [];
    let after: { openedAtMs: number; warningId: string } | null = null;
    while (judged.length < mostWarnings) {
      const page = await this.ports.warnings.list(filter, warningsAtOnce, after);
      judged.push(...page.map(({ serverId, metric, threshold, openedAtMs, outcome, onsetAtMs, pagedAtMs }) => ({ serverId, metric, threshold, openedAtMs, outcome, onsetAtMs, isPaged: pagedAtMs !== null })));
      const last = page.at(-1);
      if (last === undefined || page.length < warningsAtOnce) break;
      after = { openedAtMs: last.openedAtMs, warningId: last.warningId };
    }
    return judged.filter(({ openedAtMs }) => openedAtMs >= fromMs - dayMs);
  }
}
