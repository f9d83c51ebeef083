import type { Insight } from '@fleetcast/contract';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';

export type FirstAction = Pick<Insight, 'action' | 'actionMissing'>;

const reader = { audience: 'administrator', skill: 'practised' } as const;

/** What to do first about a server. Advice costs what-if answers, so it is asked for once a snapshot and server, however many people look. */
export class FirstActions {
  private readonly recommendations: Pick<ServiceRecommendations, 'advise'>;
  private readonly known = new Map<string, Promise<FirstAction>>();
  private snapshotId = '';

  constructor(recommendations: Pick<ServiceRecommendations, 'advise'>) {
    this.recommendations = recommendations;
  }

  of(serverId: string, snapshotId: string): Promise<FirstAction> {
    if (snapshotId !== this.snapshotId) {
      this.known.clear();
      this.snapshotId = snapshotId;
    }
    let asked = this.known.get(serverId);
    if (asked === undefined) {
      asked = this.ask(serverId);
      this.known.set(serverId, asked);
      // An analysis that failed or has not read the fleet yet may answer the next time.
      const forget = () => this.known.delete(serverId);
      asked.then(({ action, actionMissing }) => action === null && actionMissing === notReadyYet && forget(), forget);
    }
    return asked;
  }

  private async ask(serverId: string): Promise<FirstAction> {
    const reply = await this.recommendations.advise(serverId, reader);
    if (reply.kind !== 'advised') return { action: null, actionMissing: notReadyYet };
    const [first] = reply.recommendations;
    if (first === undefined) return { action: null, actionMissing: reply.reason };
    const { actionId, title, class: actionClass, confidence } = first;
    return { action: { actionId, title, class: actionClass, confidence: confidence.value }, actionMissing: null };
  }
}

const notReadyYet = 'Recommendations come with the first cycle of this run.';
