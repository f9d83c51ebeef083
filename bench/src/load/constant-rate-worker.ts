/** The thread of requestAtConstantRate. */
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { ConstantRate, RateOutcome } from './constant-rate.ts';

const { url, paths, requestsPerSecond, seconds } = workerData as ConstantRate;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const total = Math.round(requestsPerSecond * seconds);
const latenciesMs = new Float64Array(total);
const failures: Record<string, number> = {};
const startMs = performance.now() + 100;
let [sent, ended, answered] = [0, 0, 0];

function end(dueMs: number, failure: string | null): void {
  latenciesMs[ended++] = performance.now() - dueMs;
  if (failure === null) answered++;
  else failures[failure] = (failures[failure] ?? 0) + 1;
  if (ended < total) return;
  clearInterval(ticking);
  agent.destroy();
  parentPort!.postMessage({ latenciesMs: latenciesMs.sort(), answered, failures } satisfies RateOutcome);
}

function send(index: number): void {
  const dueMs = startMs + (index * 1000) / requestsPerSecond;
  let isOver = false;
  const endOnce = (failure: string | null) => {
    if (!isOver) end(dueMs, failure);
    isOver = true;
  };
  const request = get(`${url}${paths[index % paths.length]}`, { agent }, (response) => {
    response.resume();
    response.once('end', () => endOnce(response.statusCode === 200 ? null : String(response.statusCode)));
    response.once('error', (fault) => endOnce(fault.message));
  });
  request.once('error', (fault) => endOnce(fault.message));
}

const ticking = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - startMs) * requestsPerSecond) / 1000) + 1);
  while (sent < due) send(sent++);
}, 1);
