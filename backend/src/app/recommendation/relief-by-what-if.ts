import type { ExpectedEffect, Intervention, Threshold } from '@fleetcast/contract';
import { exceedance } from '../../domain/forecasting/exceedance.ts';
import { effectBands } from '../../domain/recommendation/effect-bands.ts';
import type { ReliefEngine, ReliefOutcome } from '../../domain/recommendation/ports.ts';
import type { AtRisk, ServerOutlook, Situation } from '../../domain/recommendation/situation.ts';
import type { SizedEffect } from '../../domain/recommendation/sizes.ts';
import type { Reforecaster } from '../../domain/whatif/ports.ts';
import { answerWhatIf, type MetricFinding, type WhatIfFindings } from '../../domain/whatif/what-if.ts';
import type { WhatIfFleet } from '../../domain/whatif/what-if-fleet.ts';

/** A rise of less is not worth a word. */
const noticeableRise = 0.05;
/** Once it is done, an action takes a while to show. */
const showsWithinMinutes = 30;

/** The what-if engine, asked what an action of the playbook would do. */
export class ReliefByWhatIf implements ReliefEngine {
  private readonly fleet: WhatIfFleet;
  private readonly reforecaster: Reforecaster;

  constructor(fleet: WhatIfFleet, reforecaster: Reforecaster) {
    this.fleet = fleet;
    this.reforecaster = reforecaster;
  }

  async relief(situation: Situation, { outlook, breach }: AtRisk, effect: Exclude<SizedEffect, { kind: 'none' }>, minutes: number): Promise<ReliefOutcome> {
    const startAt = new Date((this.fleet.originStep * this.fleet.stepSeconds + 60 * minutes) * 1000).toISOString();
    const intervention = interventionOf(effect, situation, startAt);
    if (typeof intervention === 'string') return { kind: 'not-computed', reason: intervention };
    const outcome = await answerWhatIf(this.fleet, { serverId: situation.subject.serverId, metric: outlook.metric, interventions: [intervention] }, this.reforecaster);
    if (outcome.kind === 'impossible') return { kind: 'not-computed', reason: outcome.message };
    if (outcome.kind !== 'answered') return { kind: 'not-computed', reason: 'The server or its metric is gone.' };
    const own = outcome.findings.servers[0].effects.find(({ series }) => series.info.name === outlook.metric);
    if (own === undefined || outcome.findings.after === null) return { kind: 'not-computed', reason: 'The server would be gone.' };
    if (effect.kind === 'restart' && outcome.findings.after.every((value, i) => value === outcome.findings.before[i])) {
      return { kind: 'not-computed', reason: 'No earlier restart or leak is seen in its history, so what a restart gives back is not known.' };
    }
    return { kind: 'computed', effect: effectOf(outcome.findings, own, breach, minutes, this.fleet) };
  }
}

/** A text: why it cannot be computed here. */
function interventionOf(effect: Exclude<SizedEffect, { kind: 'none' }>, { subject, peers }: Situation, startAt: string): Intervention | string {
  const { serverId, tier } = subject;
  switch (effect.kind) {
    case 'restart':
      return { kind: 'restart', serverId, startAt };
    case 'scale-up':
      return { ...effect, target: { serverId }, startAt };
    case 'scale-out':
      return tier === null ? 'This server belongs to no tier, so nothing says who would share its load.' : { ...effect, tier, startAt };
    case 'throttle':
      return { kind: 'throttle', target: tier === null ? { serverId } : { tier }, limit: { share: effect.share }, startAt };
    case 'move-load': {
      const [calmest] = [...peers].sort((a, b) => busiest(a) - busiest(b));
      return calmest === undefined ? 'No other server of its tier could take the load.' : { kind: 'move-load', from: serverId, to: calmest.serverId, share: effect.share, startAt };
    }
  }
}

/** Highest median cpu that is expected of a server. */
function busiest({ outlooks }: ServerOutlook): number {
  const cpu = outlooks.find(({ metric }) => metric === 'cpu');
  return cpu === undefined ? Infinity : Math.max(...cpu.median);
}

function effectOf({ before, after, servers }: WhatIfFindings, own: MetricFinding, breach: AtRisk['breach'], minutes: number, { horizonSteps, stepSeconds }: WhatIfFleet): ExpectedEffect {
  const at = own.before.findIndex(({ threshold }) => threshold.value === breach.threshold.value && threshold.direction === breach.threshold.direction);
  const showsAt = Math.min(horizonSteps - 1, Math.ceil((60 * (minutes + showsWithinMinutes)) / stepSeconds));
  const [probabilityBefore, probabilityAfter] = breach.underWay
    ? [before, after!].map((quantiles) => shareBeyond(quantiles, horizonSteps, showsAt, breach.threshold))
    : [own.before, own.after].map((breaches) => (at < 0 ? breach.probability : breaches[at].probability));
  return {
    unit: own.series.info.unit,
    threshold: breach.threshold,
    probabilityBefore,
    probabilityAfter,
    peakBefore: own.peaks.before,
    peakAfter: own.peaks.after,
    bands: effectBands(before, after!, horizonSteps, stepSeconds),
    sideEffects: servers.slice(1).flatMap(({ member, effects }) =>
      effects.flatMap(({ series, before: was, after: becomes }) => {
        const rise = Math.max(0, ...becomes.map(({ probability }, i) => probability - was[i].probability));
        return rise < noticeableRise ? [] : [{ server: member.server.server, metric: series.info.name, probabilityChange: Number(rise.toFixed(3)) }];
      }),
    ),
  };
}

/** A breach that is under way cannot be avoided any more, only ended: expected share of the time from a step on that is spent beyond the threshold. */
function shareBeyond(quantiles: Float32Array, horizonSteps: number, fromStep: number, threshold: Threshold): number {
  let sum = 0;
  for (let step = fromStep; step < horizonSteps; step++) sum += exceedance(quantiles, step, horizonSteps, threshold);
  return sum / (horizonSteps - fromStep);
}
