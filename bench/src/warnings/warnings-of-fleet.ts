/** The warnings that a policy makes of what was said, judged by the definition: one event matches one warning, 30 minutes to 8 hours before. */
import { breachOnsets, isBeyond, quietStepsOf } from '@fleetcast/backend/src/domain/series/breach-onsets.ts';
import { judgeCycle } from '@fleetcast/backend/src/domain/warnings/judge.ts';
import { openingProbability, type WarningPolicy } from '@fleetcast/backend/src/domain/warnings/policy.ts';
import type { ObservedPast, Sighting } from '@fleetcast/backend/src/domain/warnings/sighting.ts';
import { isActive, type Warning } from '@fleetcast/backend/src/domain/warnings/warning.ts';
import { grid, saidFigures, type SaidOfFleet, type WatchedSeries } from './said-of-fleet.ts';

const { stepMs, stepSeconds, horizonSteps } = grid;
const quietSteps = quietStepsOf(stepSeconds);
const settleMs = 60_000;
/** What a snapshot carries along. */
const pastSteps = 288;
const leastLeadMs = 30 * 60_000;

/** Breaches of each series, by the step at which they begin. */
export function eventsOf(series: readonly WatchedSeries[], lastingSteps?: number): ReadonlyArray<readonly number[]> {
  return series.map((one) => breachOnsets(one.values, one.threshold, stepSeconds, lastingSteps).map((at) => one.firstStep + at));
}

/** Every warning that opens while the fleet is walked through, as the service would open it; made once, by the domain's own judge. */
export function warningsOf(series: readonly WatchedSeries[], said: SaidOfFleet, policy: WarningPolicy): readonly Warning[] {
  const known = new Map<string, Warning>();
  const rowOf = new Map(series.map(({ serverId, metric }, row) => [`${serverId}\n${metric}`, row]));
  said.origins.forEach((origin, at) => {
    const nowMs = origin * stepMs + settleMs;
    const sighting = (row: number) => sightingOf(series[row], origin, said.figures.subarray((at * series.length + row) * saidFigures, (at * series.length + row + 1) * saidFigures));
    const candidates = series.flatMap((_, row) => (said.figures[(at * series.length + row) * saidFigures] >= openingProbability(policy) ? [sighting(row)] : []));
    const seen = {
      candidates,
      horizonMs: horizonSteps * stepMs,
      of: ({ serverId, metric }: Warning) => {
        const row = rowOf.get(`${serverId}\n${metric}`)!;
        return { sighting: sighting(row), past: pastOf(series[row], origin) };
      },
    };
    for (const { warningId, after } of judgeCycle([...known.values()].filter(isActive), seen, policy, nowMs)) known.set(warningId, after);
  });
  return [...known.values()];
}

function sightingOf(series: WatchedSeries, origin: number, [probability, p10, p50, p90, underWay, mayPage]: Float32Array): Sighting {
  const { serverId, metric, tier, threshold } = series;
  const at = origin - series.firstStep;
  const recent = series.values.subarray(at - quietSteps + 1, at + 1);
  const lag = [...recent].reverse().findIndex((value) => !Number.isNaN(value));
  const impactAt = (minutes: number) => origin * stepMs + minutes * 60_000;
  return {
    serverId, server: serverId, region: 'default', profile: 'unknown', tier, metric, threshold, probability,
    impact: Number.isNaN(p50) ? null : { p10AtMs: impactAt(p10), p50AtMs: impactAt(p50), p90AtMs: impactAt(p90) },
    underWay: underWay === 1,
    recentlyBeyond: recent.some((value) => isBeyond(value, threshold)),
    stale: lag < 0 || lag > 2,
    lastSampleAtMs: (origin - Math.max(0, lag)) * stepMs,
    hasSkill: true,
    mayPage: mayPage === 1,
    inMaintenance: false,
    speaker: 'bench',
  };
}

function pastOf({ values, firstStep }: WatchedSeries, origin: number): ObservedPast {
  const end = origin - firstStep + 1;
  return { values: values.subarray(end - pastSteps, end), startAtMs: (origin - pastSteps + 1) * stepMs, stepMs };
}

export interface Verdict {
  /** Warnings that page, and how many of them one event matches each. */
  readonly pages: number;
  readonly true: number;
  readonly late: number;
  /** Events within the span, and those that a page came before in time. */
  readonly events: number;
  readonly foreseen: number;
  readonly servers: number;
  /** Minutes between page and event, of those that came true. */
  readonly leadMinutes: readonly number[];
}

/**
 * Pages of the span against events. A page is dated by the moment it became one; `counts` tells which events count in the recall: those it
 * leaves out still make a page true.
 */
export function verdictOf(series: readonly WatchedSeries[], said: SaidOfFleet, warnings: readonly Warning[], events: ReadonlyArray<readonly number[]>, counts: (row: number, step: number) => boolean = () => true): Verdict {
  const [first, last] = [said.origins[said.spanFrom], said.origins.at(-1)!];
  const leadMinutes: number[] = [];
  const servers = new Set<string>();
  let [pages, matched, late, counted, foreseen] = [0, 0, 0, 0, 0];
  series.forEach((one, row) => {
    const mine = warnings.filter(({ serverId, metric, pagedAtMs }) => serverId === one.serverId && metric === one.metric && pagedAtMs !== null && pagedAtMs >= first * stepMs).sort((a, b) => a.pagedAtMs! - b.pagedAtMs!);
    const free = new Set(events[row]);
    pages += mine.length;
    for (const { pagedAtMs } of mine) {
      const next = events[row].find((step) => step * stepMs > pagedAtMs! && free.has(step));
      if (next === undefined || next * stepMs > pagedAtMs! + horizonSteps * stepMs) continue;
      free.delete(next);
      if (next * stepMs - pagedAtMs! < leastLeadMs) {
        late += 1;
        continue;
      }
      matched += 1;
      leadMinutes.push((next * stepMs - pagedAtMs!) / 60_000);
      servers.add(one.serverId);
      if (counts(row, next) && next <= last) foreseen += 1;
    }
    counted += events[row].filter((step) => step > first && step <= last && counts(row, step)).length;
  });
  return { pages, true: matched, late, events: counted, foreseen, servers: servers.size, leadMinutes };
}

export const precisionOf = (verdict: Verdict): number => verdict.true / verdict.pages;
export const recallOf = (verdict: Verdict): number => verdict.foreseen / verdict.events;

/** One case each origin and series that is not in a breach, nor was within the hour: its probability, and whether an event followed in time. */
export function averagePrecision(series: readonly WatchedSeries[], said: SaidOfFleet, events: ReadonlyArray<readonly number[]>, everyOrigins = 2): { readonly value: number; readonly cases: number; readonly followed: number } {
  const cases: Array<readonly [probability: number, followed: boolean]> = [];
  for (let at = said.spanFrom; at < said.origins.length; at += everyOrigins) {
    const origin = said.origins[at];
    series.forEach((one, row) => {
      const end = origin - one.firstStep + 1;
      const recent = one.values.subarray(end - quietSteps, end);
      if (Number.isNaN(recent[quietSteps - 1]) || recent.some((value) => isBeyond(value, one.threshold))) return;
      const followed = events[row].some((step) => step >= origin + leastLeadMs / stepMs && step <= origin + horizonSteps);
      cases.push([said.figures[(at * series.length + row) * saidFigures], followed]);
    });
  }
  cases.sort((a, b) => b[0] - a[0]);
  const followed = cases.filter(([, one]) => one).length;
  let [sum, trueSoFar] = [0, 0];
  // Cases of one probability count together: their order means nothing.
  for (let from = 0; from < cases.length; ) {
    let to = from;
    let trueHere = 0;
    for (; to < cases.length && cases[to][0] === cases[from][0]; to++) trueHere += Number(cases[to][1]);
    trueSoFar += trueHere;
    sum += (trueHere * trueSoFar) / to;
    from = to;
  }
  return { value: sum / followed, cases: cases.length, followed };
}
