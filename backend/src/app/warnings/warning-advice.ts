import type { Recommendation } from '@fleetcast/contract';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import type { WarningDesk } from './warning-desk.ts';

/** Advice costs what-if answers, on the analysis' thread; the others' turn comes with the next cycle. */
const mostServersACycle = 20;
const reader = { audience: 'administrator', skill: 'practised' } as const;

/** What to do about open warnings: asked after a cycle was judged, without anybody waiting, and written to those for which it has changed. */
export class WarningAdvice {
  private readonly desk: Pick<WarningDesk, 'open' | 'advise'>;
  private readonly recommendations: Pick<ServiceRecommendations, 'advise'>;
  /** Round in which a server was last asked about. */
  private asked = new Map<string, number>();
  private round = 0;
  private isRenewing = false;

  constructor(desk: Pick<WarningDesk, 'open' | 'advise'>, recommendations: Pick<ServiceRecommendations, 'advise'>) {
    this.desk = desk;
    this.recommendations = recommendations;
  }

  /** A cycle that comes while the last one's warnings are still being asked about adds none. */
  async renew(): Promise<void> {
    if (this.isRenewing) return;
    this.isRenewing = true;
    try {
      this.round += 1;
      const byServer = Map.groupBy(this.desk.open, ({ serverId }) => serverId);
      this.asked = new Map([...this.asked].filter(([serverId]) => byServer.has(serverId)));
      const lastAsked = (serverId: string) => this.asked.get(serverId) ?? 0;
      const likeliest = (warnings: readonly Warning[]) => Math.max(...warnings.map(({ probability }) => probability));
      const turn = [...byServer].sort(([a, ofA], [b, ofB]) => lastAsked(a) - lastAsked(b) || likeliest(ofB) - likeliest(ofA)).slice(0, mostServersACycle);
      for (const [serverId, warnings] of turn) {
        this.asked.set(serverId, this.round);
        const reply = await this.recommendations.advise(serverId, reader);
        if (reply.kind === 'advised') await this.desk.advise(new Map(warnings.map(({ warningId, metric }) => [warningId, sentenceFor(metric, reply.recommendations)])));
      }
    } finally {
      this.isRenewing = false;
    }
  }
}

/** The best action for the metric; null: none is recommended. */
function sentenceFor(metric: string, recommendations: readonly Recommendation[]): string | null {
  return recommendations.find((one) => one.metric === metric || one.alsoFor.includes(metric))?.title ?? null;
}
