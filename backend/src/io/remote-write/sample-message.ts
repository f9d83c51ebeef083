import type { SampleSink, SeriesHandle } from '../../domain/intake/ports.ts';
import type { ProtobufCursor } from './protobuf-cursor.ts';

const valueTag = (1 << 3) | 1;
const timestampTag = 2 << 3;

/** Reads `Sample { double value = 1; int64 timestamp = 2; }`, the same in 1.0 and 2.0, up to `end`; absent fields are zero. */
export function readSample(cursor: ProtobufCursor, end: number, series: SeriesHandle, sink: SampleSink): void {
  let value = 0;
  let timeMs = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end);
    if (tag === valueTag) value = cursor.double(end);
    else if (tag === timestampTag) timeMs = cursor.int64(end);
    else cursor.skip(tag, end);
  }
  sink.addSample(series, timeMs, value);
}
