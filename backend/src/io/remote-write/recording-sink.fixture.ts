import type { Labels } from '../../domain/catalog/rules/rule-book.ts';
import type { SampleSink, SeriesHandle } from '../../domain/intake/ports.ts';

/** Remembers what an intake reads, for tests. */
export class RecordingSink implements SampleSink {
  readonly samples: Array<{ readonly labels: Labels | { readonly wrong: string }; readonly timeMs: number; readonly value: number }> = [];
  /** How often labels had to be read. */
  labelsRead = 0;
  private readonly handles = new Map<string, SeriesHandle>();
  private readonly labels: Array<Labels | { readonly wrong: string }> = [];

  seriesOf(block: string, readLabels: () => Labels | { readonly wrong: string }): SeriesHandle {
    const known = this.handles.get(block);
    if (known !== undefined) return known;
    this.labelsRead++;
    const handle = this.labels.push(readLabels()) - 1;
    this.handles.set(block, handle);
    return handle;
  }

  addSample(series: SeriesHandle, timeMs: number, value: number): void {
    this.samples.push({ labels: this.labels[series], timeMs, value });
  }
}
