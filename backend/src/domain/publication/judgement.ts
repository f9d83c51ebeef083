import type { Confidence, ServerStatus } from '@fleetcast/contract';
import type { SeriesBreach, SeriesSkill } from '../forecasting/fleet-forecast.ts';

/** Breach probabilities from which a server counts as warning or critical. */
export interface RiskLimits {
  readonly warning: number;
  readonly critical: number;
}

/** A server whose newest sample is this many steps behind the origin is stale. */
export const staleAfterSteps = 2;

/** From this share of missing input on, nothing is said with more than low confidence. */
const gappyShare = 0.2;

/** Largest breach probability of a series; null when it has no threshold. */
export function seriesRisk(breaches: readonly SeriesBreach[]): number | null {
  return breaches.length === 0 ? null : Math.max(...breaches.map((breach) => breach.probability));
}

export type Alarm = 'critical' | 'warning' | 'none';

/** What the breaches of one series amount to: a critical threshold needs the critical limit, any threshold the warning limit. */
export function seriesAlarm(breaches: readonly SeriesBreach[], limits: RiskLimits): Alarm {
  let alarm: Alarm = 'none';
  for (const breach of breaches) {
    if (breach.severity === 'critical' && (breach.underWay || breach.probability >= limits.critical)) return 'critical';
    if (breach.underWay || breach.probability >= limits.warning) alarm = 'warning';
  }
  return alarm;
}

export interface ConfidenceEvidence {
  readonly speaker: 'model' | 'floor';
  readonly missingShare: number;
  readonly skill: Pick<SeriesSkill, 'isProven'> | null;
}

export function seriesConfidence(evidence: ConfidenceEvidence): Confidence {
  if (evidence.speaker === 'floor' || evidence.missingShare > gappyShare) return 'low';
  return evidence.skill?.isProven === true ? 'high' : 'medium';
}

/** Nobody is woken for a threshold of which too little came that had been called likely, nor by what a naive forecast or a gappy past says. */
export function mayPage(confidence: Confidence, keepsWord: boolean): boolean {
  return confidence !== 'low' && keepsWord;
}

export interface ServerEvidence {
  /** Steps between the origin and the server's newest sample; null: never seen. */
  readonly stepsBehind: number | null;
  readonly alarms: readonly Alarm[];
  readonly hasThreshold: boolean;
  readonly learning: boolean;
}

export function serverStatusOf(evidence: ServerEvidence): ServerStatus {
  if (evidence.stepsBehind === null) return 'unknown';
  if (evidence.stepsBehind > staleAfterSteps) return 'stale';
  if (evidence.alarms.includes('critical')) return 'critical';
  if (evidence.alarms.includes('warning')) return 'warning';
  if (evidence.learning) return 'learning';
  return evidence.hasThreshold ? 'ok' : 'unknown';
}
