import type { ServerSummary, ServerStatus, Sparkline } from '@fleetcast/contract';
import { metricTitle } from './metric-title.ts';
import { serverPath } from './plugin-paths.ts';
import { riskInWords } from './risk.ts';
import { confidencePresentation } from './server-status.ts';
import { breachInWords, medianInWords } from './spans-of-time.ts';

/** One server as the Fleet page shows it. */
export interface FleetRow {
  readonly serverId: string;
  readonly href: string;
  readonly server: string;
  readonly profile: string;
  readonly region: string;
  readonly tier: string | null;
  readonly status: ServerStatus;
  /** 0..1, or null where no metric has a threshold. */
  readonly risk: number | null;
  readonly riskText: string;
  readonly worstMetric: string;
  readonly breach: { readonly atMs: number; readonly inWords: string; readonly withInterval: string } | null;
  readonly confidence: string;
  readonly confidenceMeaning: string;
  readonly sparkline: Sparkline | null;
}

export function fleetRow(summary: ServerSummary): FleetRow {
  const { serverId, server, profile, region, tier, status, risk, timeToBreach, breachAt } = summary;
  const confidence = confidencePresentation[summary.confidence];
  return {
    serverId,
    href: serverPath(serverId),
    server,
    profile,
    region,
    tier,
    status,
    risk,
    riskText: riskInWords(risk),
    worstMetric: summary.worstMetric === null ? '–' : metricTitle(summary.worstMetric),
    breach: breachAt !== null && timeToBreach !== null ? { atMs: Date.parse(breachAt), inWords: medianInWords(timeToBreach), withInterval: breachInWords(timeToBreach) } : null,
    confidence: confidence.label,
    confidenceMeaning: confidence.meaning,
    sparkline: summary.sparkline,
  };
}
