import type { BodyExtras, SampleSink } from '../../domain/intake/ports.ts';
import { readLabelBlock } from './label-block.ts';
import { ProtobufCursor } from './protobuf-cursor.ts';
import { type CountedExtras, readRequest, readSamples, type SeriesTags } from './request-frame.ts';

/** Tags of proto/remote.proto: field number * 8 + wire type. */
const timeseriesTag = 0x0a;
const labelTag = 0x0a;
const partTags: SeriesTags = { sample: 0x12, exemplar: 0x1a, histogram: 0x22 };

/** Reads a `prometheus.WriteRequest`. Throws MalformedBody. */
export function readWriteRequest(body: Buffer, sink: SampleSink): BodyExtras {
  const cursor = new ProtobufCursor(body);
  return readRequest(cursor, timeseriesTag, (end, extras) => readSeries(cursor, end, sink, extras));
}

function readSeries(cursor: ProtobufCursor, end: number, sink: SampleSink, extras: CountedExtras): void {
  const block = labelBlock(cursor, end);
  const series = sink.seriesOf(block.bytes.toString('latin1', block.from, block.to), () => readLabelBlock(block.bytes, block.from, block.to));
  readSamples(cursor, end, partTags, series, sink, extras);
}

/** The series' labels as one run of bytes; the cursor is left where the rest begins. */
function labelBlock(cursor: ProtobufCursor, end: number): { bytes: Buffer; from: number; to: number } {
  const { bytes } = cursor;
  const from = cursor.position;
  while (cursor.position < end && bytes[cursor.position] === labelTag) skipField(cursor, end);
  const to = cursor.position;
  const scattered: Buffer[] = [];
  while (cursor.position < end) {
    const fieldStart = cursor.position;
    if (skipField(cursor, end) === labelTag) scattered.push(bytes.subarray(fieldStart, cursor.position));
  }
  cursor.position = to;
  if (scattered.length === 0) return { bytes, from, to };
  // Labels after samples: legal on the wire, though no sender is known to do it.
  const gathered = Buffer.concat([bytes.subarray(from, to), ...scattered]);
  return { bytes: gathered, from: 0, to: gathered.length };
}

function skipField(cursor: ProtobufCursor, end: number): number {
  const tag = cursor.varint(end);
  cursor.skip(tag, end);
  return tag;
}
