import type { InfluxMeasure } from '../../domain/catalog/presets/telegraf-influxql.ts';
import type { ObservedServer } from '../../domain/series/ports.ts';
import type { StepCollector } from '../../domain/series/step-collector.ts';
import type { StepSpan } from './step-statements.ts';

interface Parts {
  readonly server: ObservedServer;
  readonly sum: Float64Array;
  readonly largest: Float64Array;
  readonly count: Uint32Array;
}

/** Brings the series of a server (its disks, interfaces, file systems) together to one value a step. */
export class ServerSums {
  private readonly measure: InfluxMeasure;
  private readonly span: StepSpan;
  private readonly partsById = new Map<string, Parts>();

  constructor(measure: InfluxMeasure, span: StepSpan) {
    this.measure = measure;
    this.span = span;
  }

  add(server: ObservedServer, step: number, value: number): void {
    const at = step - this.span.fromStep;
    const length = this.span.toStep - this.span.fromStep + 1;
    if (!Number.isFinite(value) || at < 0 || at >= length) return;
    let parts = this.partsById.get(server.serverId);
    if (parts === undefined) {
      parts = { server, sum: new Float64Array(length), largest: new Float64Array(length).fill(-Infinity), count: new Uint32Array(length) };
      this.partsById.set(server.serverId, parts);
    }
    parts.sum[at] += value;
    parts.largest[at] = Math.max(parts.largest[at], value);
    parts.count[at] += 1;
  }

  writeTo(collector: StepCollector, metric: string): void {
    const { combine, scale, offset } = this.measure;
    for (const { server, sum, largest, count } of this.partsById.values()) {
      const write = collector.writerOf(server, metric, {});
      for (let at = 0; at < count.length; at++) {
        if (count[at] === 0) continue;
        const value = combine === 'sum' ? sum[at] : combine === 'max' ? largest[at] : sum[at] / count[at];
        write(this.span.fromStep + at, offset + scale * value);
      }
    }
  }
}
