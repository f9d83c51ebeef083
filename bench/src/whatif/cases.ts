/**
 * Questions whose true answers the simulator knows. What is asked is chosen by what an operator sees: the servers whose cpu
 * was highest at this time yesterday. Nothing of the fleet's inside is looked at, except a crontab.
 */
import type { Intervention } from '@fleetcast/contract';
import type { FleetEvent, ScheduledJob } from '@fleetcast/simulator';
import { daySteps, horizonSteps, stepMs } from '../grid/product-grid.ts';
import type { Fate, LivedFleet } from './lived-fleet.ts';
import { bounded, busiest, goers, roomForGrowth, type Seen, seenServers, tiersOf, worst } from './seen-servers.ts';

export interface WhatIfCase {
  readonly interventions: readonly Intervention[];
  /** Whose peak is judged. */
  readonly server: string;
  readonly metric: 'cpu' | 'memory';
  /** Steps of the horizon at which it is judged, 0 the first. */
  readonly judged: readonly [number, number];
  /** What happens in truth: more than its fate, or another one. */
  readonly events: readonly FleetEvent[];
  readonly otherFate?: Fate;
  /** The model's inputs as somebody would edit them who knows no capacity: history in, history out. */
  readonly editInputs: (history: Float32Array) => Float32Array;
}

export const caseKinds = ['scale-up', 'scale-out/in', 'move-load', 'server-out', 'job', 'throttle', 'traffic', 'restart', 'deploy/roll-back', 'edit-input'] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Kinds that are asked in the evening, before the night's jobs. */
export const eveningKinds: ReadonlySet<CaseKind> = new Set(['job']);

type Draw = (low: number, high: number) => number;

const isoOf = (step: number) => new Date(step * stepMs).toISOString();
const wholeHorizon: readonly [number, number] = [0, horizonSteps - 1];
const same = (history: Float32Array) => history;
const times = (factor: number) => (history: Float32Array) => history.map((value) => value * factor);

/** A case of this kind; null where this fleet offers none at this moment. */
export function caseOf(kind: CaseKind, lived: LivedFleet, draw: Draw): WhatIfCase | null {
  const first = lived.originStep + 1;
  const span = { fromStep: first, toStep: lived.originStep + horizonSteps };
  const seen = seenServers(lived);
  const whole = { metric: 'cpu', judged: wholeHorizon } as const;
  switch (kind) {
    case 'scale-up': {
      const chosen = worst(seen, ({ peak }) => peak);
      if (chosen === null) return null;
      const factor = draw(1.8, 4);
      return { ...whole, server: chosen.server, interventions: [{ kind: 'scale-up', target: { serverId: chosen.server }, resource: 'cpu', factor }], events: [{ kind: 'resize', server: chosen.server, cpuFactor: factor, memoryFactor: 1, ...span }], editInputs: same };
    }
    case 'scale-out/in': {
      if (draw(0, 1) < 0.5) {
        const chosen = worst(seen, ({ peak, peers }) => (peak * 3) / (peers.length + 3));
        if (chosen === null) return null;
        const { application, profile } = chosen;
        return { ...whole, server: chosen.server, interventions: [{ kind: 'scale-out', tier: chosen.tier, servers: 3 }], events: [{ kind: 'scale-out', application, profile, servers: 3, ...span }], editInputs: times(chosen.peers.length / (chosen.peers.length + 3)) };
      }
      const chosen = bounded(seen, ({ peak, peers }) => (peak * goers(peers)) / (peers.length - goers(peers)));
      if (chosen === null) return null;
      const servers = goers(chosen.peers);
      const { application, profile } = chosen;
      return { ...whole, server: chosen.peers[0], interventions: [{ kind: 'scale-in', tier: chosen.tier, servers }], events: [{ kind: 'scale-in', application, profile, servers, ...span }], editInputs: times(chosen.peers.length / (chosen.peers.length - servers)) };
    }
    case 'move-load': {
      const share = draw(0.5, 0.9);
      const chosen = bounded(seen, ({ peak }) => peak * share);
      if (chosen === null) return null;
      const other = chosen.peers.find((server) => server !== chosen.server)!;
      const gives = draw(0, 1) < 0.5;
      const [from, to] = gives ? [chosen.server, other] : [other, chosen.server];
      return { ...whole, server: chosen.server, interventions: [{ kind: 'move-load', from, to, share }], events: [{ kind: 'move-load', application: chosen.application, from, to, share, ...span }], editInputs: times(gives ? 1 - share : 1 + share) };
    }
    case 'server-out': {
      const chosen = bounded(seen, ({ peak, peers }) => peak / (peers.length - 1));
      if (chosen === null) return null;
      const lost = chosen.peers.find((server) => server !== chosen.server)!;
      return { ...whole, server: chosen.server, interventions: [{ kind: 'server-out', serverId: lost }], events: [{ kind: 'server-lost', server: lost, ...span }], editInputs: same };
    }
    case 'job':
      return jobCase(lived, draw);
    case 'throttle': {
      const chosen = worst(seen, ({ peak }) => peak);
      if (chosen === null) return null;
      const share = draw(0.3, 0.75);
      return { ...whole, server: chosen.server, interventions: [{ kind: 'throttle', target: { tier: chosen.tier }, limit: { share } }], events: chosen.peers.map((server) => ({ kind: 'throttle' as const, server, share, ...span })), editInputs: times(share) };
    }
    case 'traffic': {
      const chosen = busiest(seen);
      const room = roomForGrowth(chosen);
      if (chosen === null || room < 0.25) return null;
      const changePercent = Math.round(100 * draw(0.6, 1) * room);
      return { ...whole, server: chosen.server, interventions: [{ kind: 'traffic', tiers: tiersOf(seen), changePercent }], events: [{ kind: 'demand', application: chosen.application, factor: 1 + changePercent / 100, announced: true, ...span }], editInputs: times(1 + changePercent / 100) };
    }
    case 'restart':
      return restartCase(lived, seen, span);
    case 'deploy/roll-back':
      return versionCase(lived, seen, draw, span);
    case 'edit-input': {
      const chosen = busiest(seen);
      const room = roomForGrowth(chosen);
      if (chosen === null || room < 0.25) return null;
      const top = 1 + draw(0.7, 1) * room;
      const atHours = [0, draw(0.5, 1.5), draw(6.5, 7.5), 8];
      const factors = [1, top, top, 1];
      const points = atHours.map((hour, i) => ({ at: isoOf(first + Math.round(hour * 12)), factor: factors[i] }));
      const stepOf = (i: number) => Math.round(atHours[i] * 12);
      const factorAt = (h: number) => {
        const next = Math.max(1, atHours.findIndex((_, i) => stepOf(i) >= h));
        return factors[next - 1] + ((h - stepOf(next - 1)) / (stepOf(next) - stepOf(next - 1))) * (factors[next] - factors[next - 1]);
      };
      const events = Array.from({ length: horizonSteps }, (_, h) => ({ kind: 'demand' as const, application: chosen.application, announced: true, factor: factorAt(h), fromStep: first + h, toStep: first + h }));
      return { ...whole, server: chosen.server, interventions: [{ kind: 'edit-input', target: { tier: chosen.tier }, input: 'demand', points }], events, editInputs: times(top) };
    }
  }
}

/** The nightly job with the longest run that begins within the horizon: two hours and more later, or on fewer cores. */
function jobCase(lived: LivedFleet, draw: Draw): WhatIfCase | null {
  const first = lived.originStep + 1;
  const startOf = ({ periodMinutes, offsetMinutes }: ScheduledJob) => {
    const now = (first * stepMs) / 60_000;
    return Math.ceil((now - offsetMinutes) / periodMinutes) * periodMinutes + offsetMinutes;
  };
  const jobs = lived.fleet.servers
    .filter(({ profile }) => profile === 'batch')
    .flatMap(({ server, jobs: all }) => all.map((job, number) => ({ server, job, number, startMinutes: startOf(job) })))
    .filter(({ job, startMinutes }) => job.periodMinutes === 1440 && (startMinutes * 60_000) / stepMs + 6 < lived.originStep + horizonSteps);
  if (jobs.length === 0) return null;
  const { server, job, number, startMinutes } = jobs[Math.floor(draw(0, jobs.length - 1e-9))];
  const jobMinutes = Math.min(480, Math.max(10, Math.round(job.usualMinutes)));
  const fromStep = Math.floor((startMinutes * 60_000) / stepMs) + 1;
  const judged = [fromStep - first, Math.min(horizonSteps - 1, fromStep - first + Math.max(1, Math.round(jobMinutes / 5)) - 1)] as const;
  const common = { serverId: server, jobStartAt: new Date(startMinutes * 60_000).toISOString(), jobMinutes, everyMinutes: 1440 };
  // From well before it would start, and as long as the horizon lasts.
  const span = { fromStep: first, toStep: lived.originStep + horizonSteps };
  const shape = { server, metric: 'cpu', judged, editInputs: same } as const;
  if (draw(0, 1) < 0.6) {
    const byMinutes = 5 * Math.round(draw(jobMinutes + 60, jobMinutes + 300) / 5);
    return { ...shape, interventions: [{ kind: 'reschedule-job', ...common, byMinutes }], events: [{ kind: 'reschedule-job', server, job: number, byMinutes, ...span }] };
  }
  const coreShare = draw(0.15, 0.4);
  return { ...shape, interventions: [{ kind: 'thin-job', ...common, coreShare }], events: [{ kind: 'limit-job', server, job: number, coreShare, ...span }] };
}

/** The server whose memory has grown most above where it was in the last days. */
function restartCase(lived: LivedFleet, seen: readonly Seen[], span: { readonly fromStep: number; readonly toStep: number }): WhatIfCase | null {
  const grown = ({ server }: Seen) => {
    const memory = lived.past(server, 'memory').filter((value) => !Number.isNaN(value)).sort();
    return lived.past(server, 'memory').at(-1)! - memory[Math.floor(0.05 * memory.length)];
  };
  const chosen = seen.reduce((best, one) => (grown(one) > grown(best) ? one : best));
  if (grown(chosen) < 12) return null;
  return {
    server: chosen.server, metric: 'memory', judged: wholeHorizon, interventions: [{ kind: 'restart', serverId: chosen.server }],
    events: [{ kind: 'restart', server: chosen.server, fromStep: span.fromStep, toStep: span.fromStep }],
    editInputs: (history) => {
      const level = history.filter((value) => !Number.isNaN(value)).sort()[Math.floor(0.05 * history.length)];
      const drop = history[history.length - 1] - level;
      return history.map((value) => value - drop);
    },
  };
}

/** A dearer version that is about to come; or one that came (it is in the fleet's fate) and goes. */
function versionCase(lived: LivedFleet, seen: readonly Seen[], draw: Draw, span: { readonly fromStep: number; readonly toStep: number }): WhatIfCase | null {
  const release = lived.fate.find((event) => event.kind === 'release' && lived.originStep - event.fromStep >= 24 && lived.originStep - event.fromStep < 5 * daySteps);
  if (release === undefined || release.kind !== 'release') {
    const costChangePercent = Math.round(draw(40, 120));
    const chosen = bounded(seen, ({ peak }) => (peak * costChangePercent) / 100);
    if (chosen === null) return null;
    const { application, profile } = chosen;
    return {
      server: chosen.server, metric: 'cpu', judged: wholeHorizon, interventions: [{ kind: 'deploy', target: { tier: chosen.tier }, costChangePercent }],
      events: [{ kind: 'release', application, profile, costFactor: 1 + costChangePercent / 100, ...span }], editInputs: times(1 + costChangePercent / 100),
    };
  }
  const candidates = seen.filter(({ profile }) => profile === release.profile);
  const chosen = worst(candidates, ({ peak }) => peak);
  if (chosen === null) return null;
  return {
    server: chosen.server, metric: 'cpu', judged: wholeHorizon, interventions: [{ kind: 'roll-back', target: { tier: chosen.tier }, deployedAt: isoOf(release.fromStep - 1) }],
    events: [], otherFate: lived.fate.map((event) => (event === release ? { ...event, toStep: lived.originStep } : event)), editInputs: same,
  };
}
