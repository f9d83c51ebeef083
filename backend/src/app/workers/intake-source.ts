import type { MetricKind } from '@fleetcast/contract';
import type { MessagePort } from 'node:worker_threads';
import type { MetricSource, StepReading, StepRequest } from '../../domain/series/ports.ts';
import { IntakePort } from './intake-port.ts';

/** What is pushed to us, read as any other source is. Lives on the thread that holds the port. */
export class IntakeSource implements MetricSource {
  readonly name = 'intake';
  private readonly port: IntakePort;
  private seenMetrics: ReadonlyArray<{ readonly name: string; readonly kind: MetricKind }> = [];

  constructor(port: MessagePort) {
    this.port = new IntakePort(port);
  }

  /** Metrics that pushed series gave when they were last read: senders decide, not the configuration. */
  get metrics(): ReadonlyArray<{ readonly name: string; readonly kind: MetricKind }> {
    return this.seenMetrics;
  }

  async revisedSince(): Promise<number | null> {
    return (await this.port.ask('revised-since', { kind: 'revised-since' })).oldestMs;
  }

  async readSteps(request: StepRequest, signal: AbortSignal): Promise<StepReading> {
    signal.throwIfAborted();
    const { reading } = await this.port.ask('reading', { kind: 'read-steps', request }, [], signal);
    this.seenMetrics = (await this.port.ask('status', { kind: 'status' })).status.metrics;
    const steps = request.toStep - request.fromStep + 1;
    const series = reading.series.map((one, index) => ({ ...one, values: reading.values.subarray(index * steps, (index + 1) * steps) }));
    return { servers: reading.servers, series, faults: reading.faults };
  }
}
