import type { ActionRecord, ExecutiveQuery, ExecutiveReport, Performance } from '@fleetcast/contract';
import { timesToDetect, timesToResolve } from '../../domain/overview/breach-times.ts';
import { fleetHealthOf, healthLightOf, healthScoreOf } from '../../domain/overview/health-score.ts';
import { accountedOutcome, countOutcomes, timeSavedOf, type AccountedOutcome, type MeasuredAction, type TimeAssumptions } from '../../domain/overview/outcome-account.ts';
import { topRisksOf } from '../../domain/overview/top-risks.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import { matcherOf } from '../answers/fleet-filter.ts';
import { isoOf, type Published } from '../answers/published.ts';
import { rounded, staleBeforeStep, statusIndexAt } from '../answers/server-summary.ts';

export const dayMs = 86_400_000;
/** Top risks are those of a week, however many days the report looks back. */
export const riskDays = 7;
const mostRisks = 10;

/** What the report is made from. */
export interface ExecutiveFacts {
  readonly published: Published;
  /** Those that were open within the span, oldest or newest first. */
  readonly warnings: readonly Warning[];
  readonly actions: readonly ActionRecord[];
  /** Breaches that nobody was warned of in time; null: the ledger cannot say. */
  readonly missed: number | null;
  readonly assumptions: TimeAssumptions;
}

interface Accounted {
  readonly warning: Warning;
  readonly outcome: AccountedOutcome;
}

export function firstDayMs(days: number, nowMs: number): number {
  return (Math.floor(nowMs / dayMs) - days + 1) * dayMs;
}

export function executiveReportOf(facts: ExecutiveFacts, { days, ...filter }: { readonly days: number } & Omit<ExecutiveQuery, 'days'>, nowMs: number): ExecutiveReport {
  const fromMs = firstDayMs(days, nowMs);
  const actions = facts.actions.map(measuredAction);
  const accounted = facts.warnings.filter(({ openedAtMs }) => openedAtMs >= fromMs).map((warning): Accounted => ({ warning, outcome: accountedOutcome(warning, actions) }));
  const opened = accounted.map(({ warning }) => warning);
  const counts = countOutcomes(accounted.map(({ outcome }) => outcome));
  const falsePages = accounted.filter(({ warning, outcome }) => outcome === 'false' && warning.pagedAtMs !== null).length;
  const { cameTrue, late, ...others } = told(accounted);
  return {
    from: isoOf(fromMs),
    to: isoOf(nowMs),
    health: healthOf(facts, filter, nowMs),
    warnings: { cameTrue, late, ...others, unobserved: counts.unobserved, pending: counts.pending, missed: facts.missed, falsePages },
    timeSaved: { ...timeSavedOf(counts, falsePages, facts.assumptions), assumptions: { ...facts.assumptions } },
    timeToDetect: { ...written(timesToDetect(opened)), notForeseen: facts.missed === null ? null : Math.max(0, facts.missed - late) },
    timeToResolve: written(timesToResolve(opened)),
    topRisks: topRisksOf(facts.warnings.filter(({ openedAtMs }) => openedAtMs >= nowMs - riskDays * dayMs), mostRisks).map(({ newest, metric, expectedBreaches, came, warnings }) => {
      const { serverId, server, region, profile, tier } = newest;
      return { serverId, server, region, profile, tier, metric, expectedBreaches: rounded(expectedBreaches, 2), came, warnings };
    }),
    days: Array.from({ length: days }, (_, day) => {
      const startMs = fromMs + day * dayMs;
      const own = accounted.filter(({ warning }) => warning.openedAtMs >= startMs && warning.openedAtMs < startMs + dayMs);
      return { day: isoOf(startMs).slice(0, 10), opened: own.length, ...told(own) };
    }),
  };
}

function healthOf({ published, warnings }: ExecutiveFacts, filter: Omit<ExecutiveQuery, 'days'>, nowMs: number): ExecutiveReport['health'] {
  const { region, profile } = filter;
  const matches = matcherOf(published, { region: region === undefined ? undefined : [region], profile: profile === undefined ? undefined : [profile] }, nowMs);
  const staleBefore = staleBeforeStep(published, nowMs);
  const servers = published.snapshot.columns.orderByRisk.filter(matches);
  const health = fleetHealthOf(published.snapshot, servers, (server) => statusIndexAt(published, server, staleBefore));
  const { score, parts } = healthScoreOf(health);
  const unattendedPages = warnings.filter(({ state, pagedAtMs }) => state === 'open' && pagedAtMs !== null).length;
  const share = (value: number | null) => (value === null ? null : rounded(value, 4));
  return {
    score: score === null ? null : rounded(score, 1),
    light: healthLightOf(score, unattendedPages),
    now: share(parts.now),
    ahead: share(parts.ahead),
    sight: share(parts.sight),
    servers: health.servers,
    seen: health.seen,
    inBreach: health.inBreach,
    unattendedPages,
  };
}

function told(accounted: readonly Accounted[]) {
  const counts = countOutcomes(accounted.map(({ outcome }) => outcome));
  return { cameTrue: counts['came-true'], late: counts.late, false: counts.false, preventedVerified: counts['prevented-verified'], preventedClaimed: counts['prevented-claimed'] };
}

function written({ medianMinutes, bins }: ReturnType<typeof timesToDetect>) {
  return { medianMinutes: medianMinutes === null ? null : rounded(medianMinutes, 1), bins: [...bins] };
}

function measuredAction({ serverId, metric, at, verdict, outcome }: ActionRecord): MeasuredAction {
  return { serverId, metric, atMs: Date.parse(at), avoided: verdict === 'taken' && outcome?.verdict === 'avoided' };
}

/** Missed breaches as the ledger's figures have them. */
export function missedOf(figures: Performance | { readonly kind: string }): number | null {
  return 'warnings' in figures ? figures.warnings.all.missed : null;
}
