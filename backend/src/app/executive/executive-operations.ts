import type { ActionRecord } from '@fleetcast/contract';
import type { TimeAssumptions } from '../../domain/overview/outcome-account.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { WarningPosition } from '../../io/state/warning-store.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { answer, type Operations } from '../http/operation.ts';
import { refusal } from '../http/refusal.ts';
import type { ModelPerformance } from '../ledger/model-performance.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import type { WarningDesk } from '../warnings/warning-desk.ts';
import { dayMs, executiveReportOf, firstDayMs, missedOf, riskDays } from './executive-report.ts';

export interface ExecutivePorts {
  readonly fleet: PublishedFleet;
  readonly warnings: Pick<WarningDesk, 'list'>;
  readonly recommendations: Pick<ServiceRecommendations, 'list'>;
  readonly performance: Pick<ModelPerformance, 'over'>;
  readonly assumptions: TimeAssumptions;
}

/** Most warnings and actions that one report is made of; the newest. */
const mostWarnings = 10_000;
const mostActions = 2_000;
const warningsAtOnce = 500;
const actionsAtOnce = 200;

export function executiveOperations(ports: ExecutivePorts): Pick<Operations, 'executive'> {
  const { fleet, performance, assumptions } = ports;
  return {
    executive: async ({ query, nowMs }) => {
      const published = fleet.current();
      if (published === null) return refusal('not_ready');
      const sinceMs = Math.min(firstDayMs(query.days, nowMs), nowMs - riskDays * dayMs);
      const [warnings, actions, figures] = await Promise.all([warningsSince(ports, query, sinceMs), actionsSince(ports, sinceMs), performance.over(query, nowMs)]);
      return answer(executiveReportOf({ published, warnings, actions, missed: missedOf(figures), assumptions }, query, nowMs));
    },
  };
}

async function warningsSince({ warnings }: ExecutivePorts, { region, profile }: { readonly region?: string | undefined; readonly profile?: string | undefined }, fromMs: number): Promise<readonly Warning[]> {
  const one = (value: string | undefined) => (value === undefined ? undefined : [value]);
  const found: Warning[] = [];
  for (let after: WarningPosition | null = null; found.length < mostWarnings; ) {
    const page: readonly Warning[] = await warnings.list({ region: one(region), profile: one(profile), fromMs }, warningsAtOnce, after);
    found.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < warningsAtOnce) break;
    after = { openedAtMs: last.openedAtMs, warningId: last.warningId };
  }
  return found;
}

async function actionsSince({ recommendations }: ExecutivePorts, sinceMs: number): Promise<readonly ActionRecord[]> {
  const found: ActionRecord[] = [];
  for (let cursor: string | undefined; found.length < mostActions; ) {
    const page: Awaited<ReturnType<typeof recommendations.list>> = await recommendations.list(actionsAtOnce, cursor);
    if (page === null) break;
    found.push(...page.records);
    const oldest = page.records.at(-1);
    if (page.nextCursor === null || oldest === undefined || Date.parse(oldest.at) < sinceMs) break;
    cursor = page.nextCursor;
  }
  return found;
}
