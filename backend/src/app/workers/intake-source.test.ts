import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import type { IntakeAnswer, IntakeRequest } from './intake-messages.ts';
import { IntakeSource } from './intake-source.ts';

/** Answers as an intake with one server would. */
function serve(port: MessagePort): void {
  const status = { state: 'up', message: null, samplesStored: 0, samplesUnwanted: 0, samplesRejected: 0, wantedSeries: 1, unwantedByName: [], setAside: [], lastStoredAtMs: null, metrics: [{ name: 'cpu', kind: 'percent' }] } as const;
  port.on('message', ({ kind, id }: IntakeRequest) => {
    const answers: Partial<Record<IntakeRequest['kind'], IntakeAnswer>> = {
      'revised-since': { kind: 'revised-since', id, oldestMs: null },
      'read-steps': { kind: 'reading', id, reading: { servers: [], series: [{ serverId: 'a', metric: 'cpu' }], values: Float32Array.of(1, 2), faults: [] } },
      status: { kind: 'status', id, status },
    };
    port.postMessage(answers[kind]);
  });
}

const request = { fromStep: 1, toStep: 2, stepMs: 300_000 };
const { signal } = new AbortController();

describe('the intake as a source', () => {
  it('is unreachable while its thread is down, and after a restart owes everything once: nobody knows what came late', async () => {
    const [first, second] = [new MessageChannel(), new MessageChannel()];
    serve(first.port1);
    serve(second.port1);
    const source = new IntakeSource(first.port2);
    expect(await source.revisedSince()).toBeNull();
    expect((await source.readSteps(request, signal)).series).toMatchObject([{ serverId: 'a', values: Float32Array.of(1, 2) }]);
    const closed = new Promise((resolve) => first.port2.once('close', resolve));
    first.port1.close();
    await closed;
    expect(await source.revisedSince()).toBeNull();
    expect((await source.readSteps(request, signal)).faults).toEqual([{ kind: 'unreachable', message: "The intake's thread has ended and is being started again." }]);
    source.use(second.port2);
    expect(await source.revisedSince()).toBe(0);
    expect(await source.revisedSince()).toBeNull();
    expect((await source.readSteps(request, signal)).faults).toEqual([]);
    expect(source.metrics).toEqual([{ name: 'cpu', kind: 'percent' }]);
    second.port1.close();
  });
});
