/** Changes to what a server does by itself, not to what is asked of it: a job moved or thinned out, a process restarted. */
import type { DemandResponse } from './demand-response.ts';
import { withMovedJob } from './moved-job.ts';
import type { PlannedChange } from './planned-change.ts';
import type { WhatIfFleet } from './what-if-fleet.ts';

const noChange: ReadonlyMap<string, Float32Array> = new Map();

/** Edited series by metric; those that stay as they are, are left out. */
export function ownHistory(response: DemandResponse, changes: readonly PlannedChange[], { stepSeconds }: WhatIfFleet): ReadonlyMap<string, Float32Array> {
  const { member } = response;
  const mine = changes.filter(({ targets, intervention, job }) => targets.includes(member) && (job !== undefined || intervention.kind === 'restart'));
  if (mine.length === 0) return noChange;
  const edited = new Map<string, Float32Array>();
  for (const { intervention, job } of mine) {
    if (intervention.kind === 'restart') {
      const leak = response.leak();
      const memory = edited.get('memory') ?? member.series.get('memory')!.values;
      // Leaking goes on after a restart as before it, so the whole past is lowered by what is given back.
      if (leak !== null) edited.set('memory', memory.map((value) => Math.max(0, value - leak.heldNow)));
    } else if (job !== undefined && (intervention.kind === 'reschedule-job' || intervention.kind === 'thin-job')) {
      const move = intervention.kind === 'reschedule-job' ? { bySteps: Math.round((intervention.byMinutes * 60) / stepSeconds), coreShare: 1 } : { bySteps: 0, coreShare: intervention.coreShare };
      for (const [metric, { info, values }] of member.series) {
        if (metric === 'latency') continue;
        const ceiling = info.kind === 'percent' || info.kind === 'saturation' ? 100 : Infinity;
        edited.set(metric, withMovedJob(edited.get(metric) ?? values, job.footprint, job.times, move, stepSeconds, ceiling));
      }
    }
  }
  return edited;
}
