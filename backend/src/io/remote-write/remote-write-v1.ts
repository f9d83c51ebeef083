import type { BodyExtras, SampleSink } from '../../domain/intake/ports.ts';
import { readLabelBlock } from './label-block.ts';
import { ProtobufCursor } from './protobuf-cursor.ts';
import { readSample } from './sample-message.ts';

/** Tags of proto/remote.proto: field number * 8 + wire type. */
const timeseriesTag = 0x0a;
const labelTag = 0x0a;
const sampleTag = 0x12;
const exemplarTag = 0x1a;
const histogramTag = 0x22;

/** Reads a `prometheus.WriteRequest`. Throws MalformedBody. */
export function readWriteRequest(body: Buffer, sink: SampleSink): BodyExtras {
  const cursor = new ProtobufCursor(body);
  const extras = { histograms: 0, exemplars: 0 };
  while (cursor.position < body.length) {
    const tag = cursor.varint(body.length);
    if (tag === timeseriesTag) readSeries(cursor, cursor.enter(body.length), sink, extras);
    else cursor.skip(tag, body.length);
  }
  return extras;
}

function readSeries(cursor: ProtobufCursor, end: number, sink: SampleSink, extras: { histograms: number; exemplars: number }): void {
  const block = labelBlock(cursor, end);
  const series = sink.seriesOf(block.bytes.toString('latin1', block.from, block.to), () => readLabelBlock(block.bytes, block.from, block.to));
  while (cursor.position < end) {
    const tag = cursor.varint(end);
    if (tag === sampleTag) readSample(cursor, cursor.enter(end), series, sink);
    else {
      if (tag === exemplarTag) extras.exemplars++;
      else if (tag === histogramTag) extras.histograms++;
      cursor.skip(tag, end);
    }
  }
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
