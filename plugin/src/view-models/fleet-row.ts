import type { ServerSummary, ServerStatus, Sparkline } from '@fleetcast/contract';
import { type MetricWords, metricsUnknown } from './metric-words.ts';
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
  readonly breach: FleetRowBreach | null;
  readonly confidence: string;
  readonly confidenceMeaning: string;
  readonly sparkline: Sparkline | null;
}

/** A breach that is expected at a moment, or one that is under way already. */
export type FleetRowBreach =
  | { readonly kind: 'expected'; readonly atMs: number; readonly inWords: string; readonly withInterval: string }
  | { readonly kind: 'under-way' };

function breachOf({ breachAt, timeToBreach }: ServerSummary): FleetRowBreach | null {
  if (breachAt === null) return null;
  if (timeToBreach === null) return { kind: 'under-way' };
  return { kind: 'expected', atMs: Date.parse(breachAt), inWords: medianInWords(timeToBreach), withInterval: breachInWords(timeToBreach) };
}

export function fleetRow(summary: ServerSummary, { titleOf }: MetricWords = metricsUnknown): FleetRow {
  const { serverId, server, profile, region, tier, status, risk } = summary;
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
    worstMetric: summary.worstMetric === null ? '–' : titleOf(summary.worstMetric),
    breach: breachOf(summary),
    confidence: confidence.label,
    confidenceMeaning: confidence.meaning,
    sparkline: summary.sparkline,
  };
}
