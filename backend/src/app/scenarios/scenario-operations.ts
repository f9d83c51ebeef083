import type { Freshness } from '@fleetcast/contract';
import { answer, type Operations } from '../http/operation.ts';
import { badCursor, refusal } from '../http/refusal.ts';
import { whyNoAnswer } from '../whatif/what-if-operations.ts';
import type { ServiceScenarios } from './service-scenarios.ts';

export interface ScenarioPorts {
  readonly scenarios: ServiceScenarios;
  /** Of what is published; null before the first snapshot. */
  readonly freshness: (nowMs: number) => Freshness | null;
}

type ScenarioRoute = 'scenarios' | 'saveScenario' | 'scenario' | 'runScenario' | 'recordScenarioAction' | 'deleteScenario';

export function scenarioOperations({ scenarios, freshness }: ScenarioPorts): Pick<Operations, ScenarioRoute> {
  const unknown = (scenarioId: string) => refusal('unknown_scenario', `No scenario has the id ${scenarioId}; /v1/scenarios lists those there are.`);
  const changedMeanwhile = () => refusal('scenario_conflict', 'Somebody else changed this scenario meanwhile; read it again.');
  return {
    scenarios: async ({ query }) => {
      const page = await scenarios.list(query.serverId, query.limit, query.cursor);
      return page === null ? badCursor() : answer(page);
    },
    saveScenario: async ({ body, principal }) => {
      const outcome = await scenarios.save(body, principal.login);
      switch (outcome.kind) {
        case 'saved':
          return answer(outcome.scenario);
        case 'too-many':
          return refusal('too_many_scenarios', `${outcome.most} scenarios are saved already, the most that are kept; delete some that are no longer needed.`);
        case 'unanswered':
          return whyNoAnswer(outcome.reply, body);
      }
    },
    scenario: async ({ params: { scenarioId } }) => {
      const detail = await scenarios.detail(scenarioId);
      return detail === null ? unknown(scenarioId) : answer(detail);
    },
    runScenario: async ({ params: { scenarioId }, query, nowMs }) => {
      const fresh = freshness(nowMs);
      if (fresh === null || fresh.originAt === null) return refusal('not_ready');
      const run = await scenarios.run(scenarioId, query.historyHours, Date.parse(fresh.originAt));
      if (run === null) return unknown(scenarioId);
      const { reply, interventions, scenario } = run;
      if (reply.kind !== 'answered') return whyNoAnswer(reply, scenario);
      return answer({ ...reply.answer, freshness: fresh, interventions, computedMs: Math.round(reply.computedMs) });
    },
    recordScenarioAction: async ({ params: { scenarioId }, body, principal }) => {
      const outcome = await scenarios.recordAction(scenarioId, body.takenAt, body.note, principal.login);
      switch (outcome.kind) {
        case 'recorded':
          return answer(outcome.scenario);
        case 'unknown':
          return unknown(scenarioId);
        case 'recorded-already':
          return refusal('scenario_conflict', 'That this scenario was done is recorded already; save it anew to have it graded again.');
        case 'conflict':
          return changedMeanwhile();
        case 'out-of-time':
          return refusal('bad_request', `takenAt: ${outcome.message}.`);
        case 'unanswered':
          return refusal('scenario_conflict', `As things stood at that moment the change cannot be predicted, so it could not be graded: ${outcome.reply.kind === 'impossible' ? outcome.reply.message : 'the server or its metric is gone.'}`);
      }
    },
    deleteScenario: async ({ params: { scenarioId }, principal }) => {
      switch (await scenarios.delete(scenarioId, principal.login)) {
        case 'deleted':
          return answer({ scenarioId, removed: true as const });
        case 'unknown':
          return unknown(scenarioId);
        case 'conflict':
          return changedMeanwhile();
      }
    },
  };
}
