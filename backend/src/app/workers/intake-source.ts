import type { MetricKind } from '@fleetcast/contract';
import type { MessagePort } from 'node:worker_threads';
import type { MetricSource, StepReading, StepRequest } from '../../domain/series/ports.ts';
import { IntakePort, unlessGone } from './intake-port.ts';

/** What is pushed to us, read as any other source is. Lives on the thread that holds the port. */
export class IntakeSource implements MetricSource {
  readonly name = 'intake';
  private port: IntakePort | null;
  /** Another intake follows one that died: what came late before that was to be told by the dead one. */
  private missedRevisions = false;
  private seenMetrics: ReadonlyArray<{ readonly name: string; readonly kind: MetricKind }> = [];

  /** Null while the intake is not up. */
  constructor(port: MessagePort | null) {
    this.port = port === null ? null : new IntakePort(port);
  }

  /** Metrics that pushed series gave when they were last read: senders decide, not the configuration. */
  get metrics(): ReadonlyArray<{ readonly name: string; readonly kind: MetricKind }> {
    return this.seenMetrics;
  }

  /** Reads from another intake on: the one before has ended. */
  use(port: MessagePort): void {
    this.port = new IntakePort(port);
    this.missedRevisions = true;
  }

  async revisedSince(): Promise<number | null> {
    const answer = await unlessGone(this.port?.ask('revised-since', { kind: 'revised-since' }));
    if (answer === null || !this.missedRevisions) return answer?.oldestMs ?? null;
    this.missedRevisions = false;
    return 0;
  }

  async readSteps(request: StepRequest, signal: AbortSignal): Promise<StepReading> {
    signal.throwIfAborted();
    const answer = await unlessGone(this.port?.ask('reading', { kind: 'read-steps', request }, [], signal));
    const status = answer === null ? null : await unlessGone(this.port?.ask('status', { kind: 'status' }));
    if (answer === null || status === null) {
      return { servers: [], series: [], faults: [{ kind: 'unreachable', message: "The intake's thread has ended and is being started again." }] };
    }
    this.seenMetrics = status.status.metrics;
    const { reading } = answer;
    const steps = request.toStep - request.fromStep + 1;
    const series = reading.series.map((one, index) => ({ ...one, values: reading.values.subarray(index * steps, (index + 1) * steps) }));
    return { servers: reading.servers, series, faults: reading.faults };
  }
}
