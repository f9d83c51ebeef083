/**
 * A quarter in the life of a fleet, simulated: servers come and go, loads drift, new jobs begin whose rhythm no day before has
 * shown, and half of the fleet is in trouble for some hours. Everything follows from seeds kept for proofs.
 */
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { createFleet, seedFor } from '@fleetcast/simulator';

export interface FleetPlan {
  readonly servers: number;
  /** Before the quarter: what the first model is trained on. */
  readonly historyDays: number;
  readonly days: number;
  readonly stepSeconds: number;
  /** A day of the quarter, from 0. */
  readonly startMs: number;
}

export interface ChangingFleet {
  readonly series: readonly LongSeries[];
  readonly firstStep: number;
  /** First step of the quarter. */
  readonly quarterStep: number;
  readonly lastStep: number;
  /** What somebody reported as an incident. */
  readonly incident: { readonly fromStep: number; readonly toStep: number; readonly serverIds: readonly string[] };
  /** What happens when, in words. */
  readonly story: readonly string[];
}

/** Shares of the quarter at which something happens. */
const at = { jobs: 0.15, firstArrivals: 0.25, departures: 0.3, incident: 0.45, secondArrivals: 0.55, otherJobs: 0.6 } as const;
const incidentHours = 6;
/** By the end of the quarter a drifting load has grown so much. */
const growth = 0.6;
/** New jobs: so many minutes of work, again and again; no floor knows a period that divides no day. */
const jobs = [{ everyMinutes: 100, workMinutes: 30, share: 0.5 }, { everyMinutes: 170, workMinutes: 55, share: 0.6 }] as const;

export function changingFleet({ servers, historyDays, days, stepSeconds, startMs }: FleetPlan): ChangingFleet {
  const stepMs = stepSeconds * 1000;
  const daySteps = 86_400 / stepSeconds;
  const firstMs = startMs - historyDays * 86_400_000;
  const firstStep = Math.floor(firstMs / stepMs) + 1;
  const quarterStep = firstStep + historyDays * daySteps;
  const lastStep = quarterStep + days * daySteps - 1;
  const stepAt = (share: number) => quarterStep + Math.round(share * days * daySteps);
  const arriving = Math.round(servers / 3);
  const groups = [
    { count: servers, seed: 0, fromStep: firstStep },
    { count: arriving, seed: 1, fromStep: stepAt(at.firstArrivals) },
    { count: arriving, seed: 2, fromStep: stepAt(at.secondArrivals) },
  ];
  const incident = { fromStep: stepAt(at.incident), toStep: stepAt(at.incident) + (incidentHours * 3600) / stepSeconds };
  const series: LongSeries[] = [];
  const troubled = new Set<string>();
  groups.forEach(({ count, seed, fromStep }, g) => {
    const fleet = createFleet({ seed: seedFor('proof', 300 + seed), servers: count, startMs: (firstStep - 1) * stepMs, stepMs });
    fleet.simulate(firstStep, lastStep).series.forEach(({ server, metric, values }) => {
      const index = fleet.servers.findIndex((one) => one.server === server.server);
      const serverId = `g${g}-${server.server}`;
      // every fourth of those that were there from the start leaves
      const toStep = g === 0 && index % 4 === 3 ? stepAt(at.departures) : lastStep;
      if (g === 0 && index % 2 === 0) troubled.add(serverId);
      const changed = Float32Array.from(values, (value, i) => {
        const step = firstStep + i;
        if (step < fromStep || step > toStep) return NaN;
        return worked(value, metric, step, index);
      });
      series.push({ serverId, metric, kind: metricInfoOf(metric).kind, firstStep, values: changed, zone: 'Europe/Berlin' });
    });
  });

  function worked(value: number, metric: string, step: number, index: number): number {
    const elapsed = Math.max(0, step - quarterStep) / (days * daySteps);
    let changed = index % 3 === 0 && metric !== 'memory' ? value * (1 + growth * elapsed) : value;
    const begun = [stepAt(at.jobs), stepAt(at.otherJobs)];
    jobs.forEach(({ everyMinutes, workMinutes, share }, j) => {
      if (index % 4 === 3 || (index + j) % 2 !== 0 || step < begun[j]) return;
      const minutes = (step * stepSeconds) / 60 + 13 * index;
      if (minutes % everyMinutes >= workMinutes) return;
      if (metric === 'cpu') changed += 45 * share;
      else if (metric === 'disk' || metric === 'network') changed *= 1 + 3 * share;
      else if (metric === 'memory') changed += 8 * share;
    });
    if (index % 2 === 0 && step >= incident.fromStep && step <= incident.toStep && metric !== 'memory') changed = metric === 'cpu' ? 98 : changed * 6;
    return metricInfoOf(metric).kind === 'percent' ? Math.min(100, changed) : changed;
  }

  const day = (share: number) => Math.round(share * days);
  return {
    series,
    firstStep,
    quarterStep,
    lastStep,
    incident: { ...incident, serverIds: [...troubled] },
    story: [
      `day ${day(at.jobs)}: jobs every ${jobs[0].everyMinutes} minutes begin on half of the fleet; day ${day(at.otherJobs)}: others every ${jobs[1].everyMinutes} minutes on the other half`,
      `days ${day(at.firstArrivals)} and ${day(at.secondArrivals)}: ${arriving} servers come each; day ${day(at.departures)}: a quarter of the first ${servers} leaves`,
      `day ${day(at.incident)}: an incident of ${incidentHours} hours on half of the fleet; all quarter long a third of the loads grows by ${100 * growth} %`,
    ],
  };
}
