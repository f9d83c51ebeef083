/** Pushes a simulated fleet into the service by remote write, as Prometheus would: first its history, then sample by sample. */
import { setTimeout as wait } from 'node:timers/promises';

import type { Clock } from '../../backend/src/io/clock/clock.ts';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from '../../backend/src/io/remote-write/encode.ts';
import type { Fleet, FleetSlice, SimulatedMetric } from '../../simulator/src/index.ts';

const samplesPerBody = 20_000;

/** One labelled sample a step, stamped at the step's end; steps without a reading have none. */
function pushedSeries(slice: FleetSlice, stepMs: number): PushedSeries[] {
  return slice.series.flatMap(({ server, metric, values }): PushedSeries[] => {
    const timesMs: number[] = [];
    const seen: number[] = [];
    values.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      timesMs.push((slice.fromStep + i) * stepMs);
      seen.push(value);
    });
    return timesMs.length === 0 ? [] : [{ labels: { __name__: `fleet_${metric}`, ...server.labels }, timesMs, values: seen }];
  });
}

function bodies(series: readonly PushedSeries[]): PushedSeries[][] {
  const all: PushedSeries[][] = [];
  let held = Infinity;
  for (const one of series) {
    if (held + one.timesMs.length > samplesPerBody) {
      all.push([]);
      held = 0;
    }
    all[all.length - 1].push(one);
    held += one.timesMs.length;
  }
  return all;
}

/** Where a fleet is pushed, and the token that lets it in. */
export interface PushTarget {
  readonly url: string;
  readonly intakeToken: string;
}

const attempts = 5;

/** As senders of the protocol do: what the service could not store now (429, 5xx) is sent again, what it refuses is not. */
async function push(target: PushTarget, series: readonly PushedSeries[], signal?: AbortSignal): Promise<void> {
  const body = encodeWriteRequest(series);
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${target.url}/api/v1/write`, { method: 'POST', headers: { ...writeRequestHeaders, authorization: `Bearer ${target.intakeToken}` }, body, signal });
    if (answer.ok) return;
    const said = await answer.text();
    const isWorthRetrying = answer.status === 429 || answer.status >= 500;
    if (!isWorthRetrying || attempt === attempts) throw new Error(`The service answered ${answer.status} to pushed samples: ${said}`);
    await wait(250 * 2 ** attempt, undefined, { signal });
  }
}

/** Pushes steps [fromStep, toStep]; `done` hears the share that is through. */
export async function pushSteps(fleet: Fleet, target: PushTarget, fromStep: number, toStep: number, done: (share: number) => void = () => {}, signal?: AbortSignal): Promise<number> {
  const all = bodies(pushedSeries(fleet.simulate(fromStep, toStep), fleet.stepMs));
  let samples = 0;
  for (const [i, body] of all.entries()) {
    await push(target, body, signal);
    samples += body.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
    done((i + 1) / all.length);
  }
  return samples;
}

/** How one reading within a step may differ from the step's mean; a maximum stays the largest of its readings. */
function withinStep(metric: SimulatedMetric, value: number, sample: number): number {
  const swing = Math.sin(sample * 2.399963 + value);
  return metric === 'latency' ? value * (1 - 0.08 * Math.abs(swing)) : value * (1 + 0.02 * swing);
}

interface LiveTerms {
  readonly everyMs: number;
  /** Up to here the fleet's history is through. */
  readonly pushedUntilMs: number;
  /** The fleet's own, which may be faster than the wall's. */
  readonly clock: Clock;
}

/** `askedFor` is asked before each step whether the fleet lives on as it is or otherwise. Pushes the step under way every `everyMs` until the signal aborts; a service that is away is tried again, and nothing is lost. */
export async function pushLive(begun: Fleet, target: PushTarget, { everyMs, clock, ...terms }: LiveTerms, say: (line: string) => void, signal: AbortSignal, askedFor: (standing: Fleet, nextStep: number) => Promise<Fleet> = (standing) => Promise.resolve(standing)): Promise<void> {
  let fleet = begun;
  let pushedUntilMs = Math.floor(terms.pushedUntilMs / fleet.stepMs) * fleet.stepMs;
  let slice: FleetSlice | undefined;
  while (!signal.aborted) {
    await clock.waitUntil((Math.floor(clock.now() / everyMs) + 1) * everyMs, signal);
    if (signal.aborted) return;
    const untilMs = clock.now();
    const due: PushedSeries[] = [];
    for (let atMs = (Math.floor(pushedUntilMs / everyMs) + 1) * everyMs; atMs <= untilMs; atMs += everyMs) {
      const step = Math.ceil(atMs / fleet.stepMs);
      if (slice?.toStep !== step) {
        fleet = await askedFor(fleet, step);
        slice = fleet.simulate(step, step);
      }
      for (const { server, metric, values } of slice.series) {
        if (!Number.isNaN(values[0])) due.push({ labels: { __name__: `fleet_${metric}`, ...server.labels }, timesMs: [atMs], values: [withinStep(metric, values[0], Math.floor(atMs / everyMs))] });
      }
    }
    try {
      for (const body of bodies(due)) await push(target, body, signal);
      pushedUntilMs = untilMs;
    } catch (error) {
      if (!signal.aborted) say(`Pushing live samples failed, trying again: ${(error as Error).message}`);
    }
  }
}
