import type { BodyExtras, SampleSink } from '../../domain/intake/ports.ts';
import { mostLabelBytes, mostLabels, readLabelBlock } from './label-block.ts';
import { MalformedBody, ProtobufCursor } from './protobuf-cursor.ts';
import { type CountedExtras, readRequest, readSamples, type SeriesTags } from './request-frame.ts';

/** Tags of proto/write-v2.proto: field number * 8 + wire type. */
const symbolTag = (4 << 3) | 2;
const timeseriesTag = (5 << 3) | 2;
const packedRefsTag = (1 << 3) | 2;
const singleRefTag = 1 << 3;
const partTags: SeriesTags = { sample: (2 << 3) | 2, histogram: (3 << 3) | 2, exemplar: (4 << 3) | 2 };

/** References that are kept of one series: two for each label that is taken, and two that tell that there are too many. */
const mostRefs = 2 * (mostLabels + 1);
/** A full body of labels that are all different has fewer; texts of nothing would fill the memory with their places. */
const mostSymbols = 2 ** 21;
/** Ten times what a full body of real series makes; a few bytes a series could otherwise ask for hours of copying. */
const mostWrittenBytes = 2 ** 28;

/** Where each symbol's text lies in the body. */
interface SymbolTable {
  readonly starts: number[];
  readonly ends: number[];
  /** Bytes of labels that the body's series made of them so far. */
  written: number;
}

/** Reads an `io.prometheus.write.v2.Request`. Throws MalformedBody. */
export function readRequestV2(body: Buffer, sink: SampleSink): BodyExtras {
  const cursor = new ProtobufCursor(body);
  const symbols = readSymbols(cursor);
  const refs: number[] = [];
  cursor.position = 0;
  return readRequest(cursor, timeseriesTag, (end, extras) => readSeries(cursor, end, symbols, refs, sink, extras));
}

/** The whole table first: nothing says that it comes before the series that refer to it. */
function readSymbols(cursor: ProtobufCursor): SymbolTable {
  const symbols: SymbolTable = { starts: [], ends: [], written: 0 };
  const end = cursor.bytes.length;
  let series = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end);
    if (tag === timeseriesTag) series++;
    if (tag !== symbolTag) {
      cursor.skip(tag, end);
      continue;
    }
    const symbolEnd = cursor.enter(end);
    if (symbols.starts.length === mostSymbols) throw new MalformedBody(`more than ${mostSymbols} symbols; send fewer series a request`);
    symbols.starts.push(cursor.position);
    symbols.ends.push(symbolEnd);
    cursor.position = symbolEnd;
  }
  if (series > 0 && (symbols.starts.length === 0 || symbols.ends[0] !== symbols.starts[0])) {
    throw new MalformedBody('the symbol table does not begin with the empty text, as version 2.0 demands');
  }
  return symbols;
}

function readSeries(
  cursor: ProtobufCursor,
  end: number,
  symbols: SymbolTable,
  refs: number[],
  sink: SampleSink,
  extras: CountedExtras,
): void {
  const start = cursor.position;
  refs.length = 0;
  let count = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end);
    if (tag === packedRefsTag) {
      const refsEnd = cursor.enter(end);
      while (cursor.position < refsEnd) count += keptRef(refs, cursor.varint(refsEnd));
    } else if (tag === singleRefTag) count += keptRef(refs, cursor.varint(end));
    else cursor.skip(tag, end);
  }
  if (count % 2 !== 0) throw new MalformedBody(`${count} label references; they come in pairs`);
  const length = writeLabelBlock(cursor.bytes, symbols, refs);
  symbols.written += length;
  if (symbols.written > mostWrittenBytes) throw new MalformedBody(`its symbols make more than ${mostWrittenBytes} bytes of labels; send fewer series a request`);
  const block = labelScratch;
  const series = sink.seriesOf(block.toString('latin1', 0, length), () => readLabelBlock(block, 0, length));
  cursor.position = start;
  readSamples(cursor, end, partTags, series, sink, extras);
}

/** A series of millions of references is refused by its first ones; the rest is only counted. */
function keptRef(refs: number[], ref: number): 1 {
  if (refs.length < mostRefs) refs.push(ref);
  return 1;
}

let labelScratch = Buffer.alloc(4096);

/**
 * Writes the labels as version 1.0 encodes them and returns the length, so that one series has one key whichever version
 * it came by; symbols have other numbers in each body, so the references themselves are no key.
 */
function writeLabelBlock(body: Uint8Array, symbols: SymbolTable, refs: readonly number[]): number {
  if (refs.length === 0) throw new MalformedBody('a series without label references');
  let at = 0;
  for (let pair = 0; pair < refs.length; pair += 2) {
    const name = refs[pair];
    const value = refs[pair + 1];
    if (Math.max(name, value) >= symbols.starts.length) {
      throw new MalformedBody(`reference ${Math.max(name, value)} points beyond the ${symbols.starts.length} symbols`);
    }
    const nameLength = symbols.ends[name] - symbols.starts[name];
    const valueLength = symbols.ends[value] - symbols.starts[value];
    const labelLength = 2 + varintLength(nameLength) + nameLength + varintLength(valueLength) + valueLength;
    reserve(at + labelLength + 16);
    labelScratch[at++] = 0x0a;
    at = writeVarint(labelLength, at);
    labelScratch[at++] = 0x0a;
    at = copySymbol(body, symbols, name, writeVarint(nameLength, at));
    labelScratch[at++] = 0x12;
    at = copySymbol(body, symbols, value, writeVarint(valueLength, at));
    // Past the limits the block is refused by its reader; writing it out in full would let references multiply a small body.
    if (at > mostLabelBytes || pair / 2 > mostLabels) break;
  }
  return at;
}

function copySymbol(body: Uint8Array, symbols: SymbolTable, symbol: number, at: number): number {
  const end = symbols.ends[symbol];
  for (let from = symbols.starts[symbol]; from < end; from++) labelScratch[at++] = body[from];
  return at;
}

function reserve(length: number): void {
  if (length <= labelScratch.length) return;
  const larger = Buffer.alloc(2 * length);
  larger.set(labelScratch);
  labelScratch = larger;
}

function varintLength(value: number): number {
  return value < 128 ? 1 : value < 16384 ? 2 : value < 2097152 ? 3 : value < 268435456 ? 4 : 5;
}

function writeVarint(value: number, at: number): number {
  while (value > 127) {
    labelScratch[at++] = (value & 127) | 128;
    value >>>= 7;
  }
  labelScratch[at++] = value;
  return at;
}
