import type { BodyExtras, SampleSink, SeriesHandle } from '../../domain/intake/ports.ts';
import type { ProtobufCursor } from './protobuf-cursor.ts';
import { readSample } from './sample-message.ts';

/** Counted while a request is read. */
export type CountedExtras = { -readonly [K in keyof BodyExtras]: BodyExtras[K] };

/** Tags of a series' parts: field number * 8 + wire type. The two versions number them differently. */
export interface SeriesTags {
  readonly sample: number;
  readonly exemplar: number;
  readonly histogram: number;
}

/** Walks over the fields of a request: `readSeries` is called at the start of each series with its end, the rest is passed over. */
export function readRequest(cursor: ProtobufCursor, timeseriesTag: number, readSeries: (end: number, extras: CountedExtras) => void): BodyExtras {
  const { length } = cursor.bytes;
  const extras: CountedExtras = { histograms: 0, exemplars: 0 };
  while (cursor.position < length) {
    const tag = cursor.varint(length);
    if (tag === timeseriesTag) readSeries(cursor.enter(length), extras);
    else cursor.skip(tag, length);
  }
  return extras;
}

/** Reads the samples of a series up to `end`, and counts what is not stored. */
export function readSamples(cursor: ProtobufCursor, end: number, tags: SeriesTags, series: SeriesHandle, sink: SampleSink, extras: CountedExtras): void {
  while (cursor.position < end) {
    const tag = cursor.varint(end);
    if (tag === tags.sample) readSample(cursor, cursor.enter(end), series, sink);
    else {
      if (tag === tags.exemplar) extras.exemplars++;
      else if (tag === tags.histogram) extras.histograms++;
      cursor.skip(tag, end);
    }
  }
}
