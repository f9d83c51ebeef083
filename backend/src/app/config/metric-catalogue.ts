import type { MetricInfo } from '@fleetcast/contract';
import { metricInfoOf } from '../../domain/catalog/metrics.ts';
import type { ConfiguredThreshold } from '../../domain/forecasting/breach-paths.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { MetricRule } from './schema.ts';

/** The metric catalogue in force: the known metrics with the configuration's rules laid over them, the most specific last. */
export function metricCatalogue(rules: readonly MetricRule[]): MetricInfoFor {
  const ordered = [...rules].sort((a, b) => specificity(a) - specificity(b));
  const ruled = new Map<string, readonly MetricRule[]>();
  for (const { metric } of ordered) ruled.set(metric, ordered.filter((rule) => rule.metric === metric));
  return (metric, server) => {
    const info = metricInfoOf(metric);
    const mine = ruled.get(metric)?.filter((rule) => applies(rule, server));
    return mine === undefined ? info : mine.reduce(ruledInfo, info);
  };
}

function specificity(rule: MetricRule): number {
  return rule.server !== undefined ? 2 : rule.profile !== undefined ? 1 : 0;
}

function applies(rule: MetricRule, server: Parameters<MetricInfoFor>[1]): boolean {
  if (rule.profile !== undefined && rule.profile !== server.profile) return false;
  return rule.server === undefined || rule.server === server.server || rule.server === server.serverId;
}

function ruledInfo(info: MetricInfo, rule: MetricRule): MetricInfo {
  const { warning, critical } = info.thresholds;
  return {
    ...info,
    title: rule.title ?? info.title,
    unit: rule.unit ?? info.unit,
    thresholds: { warning: rule.warning === undefined ? warning : rule.warning, critical: rule.critical === undefined ? critical : rule.critical },
  };
}

/** The thresholds of one series, warning before critical. */
export function configuredThresholds({ thresholds: { warning, critical } }: MetricInfo): readonly ConfiguredThreshold[] {
  const set: ConfiguredThreshold[] = [];
  if (warning !== null) set.push({ threshold: warning, severity: 'warning' });
  if (critical !== null) set.push({ threshold: critical, severity: 'critical' });
  return set;
}
