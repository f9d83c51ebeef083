/** The intake's thread: decodes and stores what is pushed, and reads it back. Started by IntakeClient. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { RuleBook } from '../../domain/catalog/rules/rule-book.ts';
import type { StepReading } from '../../domain/series/ports.ts';
import { SampleIntake } from '../intake/sample-intake.ts';
import type { IntakeAnswer, IntakeRequest, IntakeWorkerData, PackedReading } from './intake-messages.ts';
import { endInOrderOnFault } from './orderly-end.ts';

/** What is being answered: DuckDB is at work for it. */
const underWay = new Set<Promise<unknown>>();
let isEnding = false;
const { options, rules } = workerData as IntakeWorkerData;
const intake = new SampleIntake(options, new RuleBook(rules, options.defaultRegion));
// What was taken becomes durable and is acknowledged.
endInOrderOnFault(
  () => {
    isEnding = true;
    return Promise.allSettled(underWay);
  },
  () => intake.close(),
);

function packed({ servers, series, faults }: StepReading): PackedReading {
  const steps = series[0]?.values.length ?? 0;
  const values = new Float32Array(series.length * steps);
  series.forEach((reading, index) => values.set(reading.values, index * steps));
  return { servers, series: series.map(({ serverId, metric }) => ({ serverId, metric })), values, faults };
}

/** Answers requests of one thread. */
function serve(port: MessagePort): void {
  const cancelled = new Map<number, AbortController>();

  async function answer(request: IntakeRequest): Promise<IntakeAnswer | null> {
    const { id } = request;
    switch (request.kind) {
      case 'write': {
        const { version, token, receivedAtMs } = request;
        return { kind: 'written', id, outcome: await intake.write({ body: new Uint8Array(request.body), version, token, receivedAtMs }) };
      }
      case 'read-steps': {
        const abort = new AbortController();
        cancelled.set(id, abort);
        try {
          return { kind: 'reading', id, reading: packed(await intake.readSteps(request.request, abort.signal)) };
        } finally {
          cancelled.delete(id);
        }
      }
      case 'cancel':
        cancelled.get(id)?.abort();
        return null;
      case 'status':
        return { kind: 'status', id, status: intake.status() };
      case 'revised-since':
        return { kind: 'revised-since', id, oldestMs: intake.revisedSince() };
      case 'open':
        return { kind: 'done', id, message: (await intake.open(request.nowMs))?.message ?? null };
      case 'retire': {
        const retired = await intake.retire(request.nowMs);
        return { kind: 'done', id, message: 'kind' in retired ? retired.message : null };
      }
      case 'checkpoint':
        return { kind: 'done', id, message: (await intake.checkpoint())?.message ?? null };
      case 'copy':
        return { kind: 'done', id, message: (await intake.copyTo(request.file))?.message ?? null };
      case 'connect':
        serve(request.port);
        return { kind: 'done', id, message: null };
      case 'close':
        await intake.close();
        return { kind: 'done', id, message: null };
    }
  }

  port.on('message', (request: IntakeRequest) => {
    if (isEnding) return;
    const answered = answer(request).then(
      (message) => {
        if (message === null) return;
        port.postMessage(message, message.kind === 'reading' ? [message.reading.values.buffer as ArrayBuffer] : []);
        if (request.kind === 'close') port.close();
      },
      (cause: unknown) => port.postMessage({ kind: 'failed', id: request.id, message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
    );
    underWay.add(answered);
    void answered.finally(() => underWay.delete(answered));
  });
}

if (parentPort === null) throw new Error('intake-worker.ts is started as a worker thread');
serve(parentPort);
