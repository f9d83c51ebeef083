import type { ModelList } from '@fleetcast/contract';
import type { Principal } from '../../domain/principals/principal.ts';
import { answer, type Operations } from '../http/operation.ts';
import { badCursor, refusal } from '../http/refusal.ts';
import type { ChangeBy, ChangeOutcome, ServiceModels } from './service-models.ts';
import type { LifecycleReports } from './lifecycle-reports.ts';

type ModelOperation = 'models' | 'modelRegistry' | 'modelEvents' | 'modelLifecycle' | 'modelDecisions' | 'promoteModel' | 'rollBackModel' | 'pinModel' | 'unpinModel' | 'rejectChallenger' | 'shareChallenger';

export interface ModelOperationPorts {
  readonly models: ServiceModels;
  readonly modelList: () => Promise<ModelList>;
  readonly lifecycle: LifecycleReports;
}

/** What people see of the models and change by hand. */
export function modelOperations({ models, modelList, lifecycle }: ModelOperationPorts): Pick<Operations, ModelOperation> {
  return {
    models: async () => answer(await modelList()),
    modelRegistry: () => answer(models.registry),
    modelEvents: async () => answer({ events: [...(await models.events())] }),
    modelLifecycle: async ({ nowMs }) => answer(await lifecycle.status(nowMs)),
    modelDecisions: async ({ query }) => {
      const page = await lifecycle.decisions(query.limit, query.cursor);
      return page === null ? badCursor() : answer(page);
    },
    promoteModel: async ({ params, body, principal, nowMs }) => answerOf(await models.promote(params.version, byHand(principal, body.reason), nowMs, true)),
    rollBackModel: async ({ body, principal, nowMs }) => answerOf(await models.rollBack(byHand(principal, body.reason), nowMs)),
    pinModel: async ({ body, principal, nowMs }) => answerOf(await models.pin(byHand(principal, body.reason), nowMs)),
    unpinModel: async ({ body, principal, nowMs }) => answerOf(await models.unpin(byHand(principal, body.reason), nowMs)),
    rejectChallenger: async ({ body, principal, nowMs }) => answerOf(await models.reject(byHand(principal, body.reason), nowMs)),
    shareChallenger: async ({ body, principal, nowMs }) => answerOf(await models.setServedShare(body.servedShare, byHand(principal, `share ${body.servedShare}`), nowMs)),
  };
}

function byHand(principal: Principal, reason: string | undefined): ChangeBy {
  return { actor: principal.login, cause: reason ?? 'by hand', byItself: false };
}

function answerOf(outcome: ChangeOutcome) {
  switch (outcome.kind) {
    case 'changed':
      return answer(outcome.registry);
    case 'unknown':
      return refusal('unknown_model', outcome.message);
    case 'unusable':
      return refusal('model_unusable', outcome.message);
    case 'not-now':
      return refusal('model_conflict', outcome.message);
  }
}
