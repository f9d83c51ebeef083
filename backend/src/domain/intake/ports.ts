import type { Labels } from '../catalog/rules/rule-book.ts';

/** Why a body cannot be read; nothing of it is kept. */
export interface BodyFault {
  readonly kind: 'malformed' | 'too-large';
  readonly message: string;
}

/** What a SampleSink knows a raw series by while a body is read. */
export type SeriesHandle = number;

/** Where an intake puts what it reads. A body's samples are taken together, after the whole body has been read. */
export interface SampleSink {
  /**
   * The series whose labels are encoded in `block`, a character a byte. `readLabels` is called only for a block never seen before,
   * so an intake that sees a series again builds none of its labels; it answers with what is wrong when labels break the rules.
   */
  seriesOf(block: string, readLabels: () => Labels | { readonly wrong: string }): SeriesHandle;
  /** A value of NaN says that the series ended or that nothing was observed. */
  addSample(series: SeriesHandle, timeMs: number, value: number): void;
}

/** What a body held beside float samples: counted, not stored. */
export interface BodyExtras {
  readonly histograms: number;
  readonly exemplars: number;
}

/** One way in: how bodies of one protocol become samples. Prometheus remote write today. */
export interface Intake {
  readonly name: string;
  /** Reads a whole body into the sink. */
  read(body: Uint8Array, sink: SampleSink): BodyExtras | BodyFault;
}
