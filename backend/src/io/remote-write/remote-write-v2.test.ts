import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { compressSync } from 'snappy';
import { encodeWriteRequest } from './encode.ts';
import { MalformedBody } from './protobuf-cursor.ts';
import { RecordingSink } from './recording-sink.fixture.ts';
import { RemoteWriteIntake } from './remote-write-intake.ts';
import { readRequestV2 } from './remote-write-v2.ts';

const schema = protobuf.loadSync(path.join(import.meta.dirname, 'proto/write-v2.proto'));
const request = schema.lookupType('io.prometheus.write.v2.Request');

/** A message encoded by protobufjs from the published definition: none of our code is in it. */
function encoded(message: object): Buffer {
  const wrong = request.verify(message);
  if (wrong !== null) throw new Error(wrong);
  return Buffer.from(request.encode(message).finish());
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: ReadonlyArray<{ readonly value: number; readonly timestamp: number; readonly startTimestamp?: number }>;
}

/** Series as version 2.0 sends them, each text once; `seed` shuffles where a text stands, as senders do. */
function request2(series: readonly Series[], before: readonly string[] = []): object {
  const symbols = ['', ...before];
  const indexOf = (text: string) => (symbols.includes(text) ? symbols.indexOf(text) : symbols.push(text) - 1);
  const timeseries = series.map(({ labels, samples }) => ({
    labelsRefs: Object.keys(labels).sort().flatMap((name) => [indexOf(name), indexOf(labels[name])]),
    samples,
    metadata: { type: 2, helpRef: indexOf('what it is'), unitRef: 0 },
  }));
  return { symbols, timeseries };
}

function read(body: Buffer, sink = new RecordingSink()): { sink: RecordingSink; extras: { histograms: number; exemplars: number } } {
  return { sink, extras: readRequestV2(body, sink) };
}

describe('a body of remote write 2.0', () => {
  it('is read as the bytes of a worked example say', () => {
    // symbols "", "__name__", "a"; timeseries { labels_refs: [1, 2], samples { value: 1.5, timestamp: 300 } }
    const symbols = [0x22, 0, 0x22, 8, ...Buffer.from('__name__'), 0x22, 1, 0x61];
    const sample = [0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0x10, 0xac, 0x02];
    const series = [0x0a, 2, 1, 2, 0x12, sample.length, ...sample];
    expect(read(Buffer.from([...symbols, 0x2a, series.length, ...series])).sink.samples).toEqual([{ labels: { __name__: 'a' }, timeMs: 300, value: 1.5 }]);
  });

  it('agrees with a general encoder on any series', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const series = fc.record({
      labels: fc.dictionary(text, text, { maxKeys: 8 }).map((some) => ({ ...some, __name__: 'metric' })),
      samples: fc.array(fc.record({ value: fc.double({ noNaN: true }), timestamp: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }), startTimestamp: fc.nat() }), { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(series, { maxLength: 6 }), (all) => {
        const expected = all.flatMap((one) => one.samples.map(({ value, timestamp }) => ({ labels: one.labels, timeMs: timestamp, value })));
        expect(read(encoded(request2(all))).sink.samples).toEqual(expected);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('knows a series again whose symbols have other numbers, and one that came by version 1.0', () => {
    const series: Series = { labels: { __name__: 'fleet_cpu', server: 'wéb-1' }, samples: [{ value: 1, timestamp: 1 }] };
    const sink = new RecordingSink();
    read(encoded(request2([series])), sink);
    read(encoded(request2([series], ['some', 'other', 'texts'])), sink);
    new RemoteWriteIntake('1.0', 1 << 20).read(encodeWriteRequest([{ labels: series.labels, timesMs: [2], values: [2] }]), sink);
    expect([sink.samples.length, sink.labelsRead]).toEqual([3, 1]);
  });

  it('counts exemplars and histograms, and passes over created_timestamp of rc.3', () => {
    const body = encoded({
      symbols: ['', '__name__', 'a'],
      timeseries: [
        { labelsRefs: [1, 2], samples: [{ value: 1, timestamp: 9 }], exemplars: [{ value: 1, timestamp: 9 }] },
        { labelsRefs: [1, 2], histograms: [{ sum: 1, timestamp: 9 }, { sum: 2, timestamp: 10 }] },
      ],
    });
    const created = Buffer.from([0x2a, 8, 0x0a, 2, 1, 2, 0x30, 5, 0x12, 0]);
    const { sink, extras } = read(Buffer.concat([body, created]));
    expect(extras).toEqual({ exemplars: 1, histograms: 2 });
    expect(sink.samples.map(({ timeMs }) => timeMs)).toEqual([9, 0]);
  });

  it('takes symbols that stand after the series, and references that are not packed', () => {
    const body = Buffer.from([0x2a, 8, 0x08, 1, 0x08, 2, 0x12, 2, 0x10, 7, 0x22, 0, 0x22, 8, ...Buffer.from('__name__'), 0x22, 1, 0x61]);
    expect(read(body).sink.samples).toEqual([{ labels: { __name__: 'a' }, timeMs: 7, value: 0 }]);
  });

  it.each([
    ['a reference beyond the symbols', { symbols: ['', '__name__'], timeseries: [{ labelsRefs: [1, 2], samples: [{ value: 1, timestamp: 1 }] }] }, /reference 2 points beyond the 2 symbols/],
    ['an odd number of references', { symbols: ['', 'a'], timeseries: [{ labelsRefs: [1], samples: [{ value: 1, timestamp: 1 }] }] }, /come in pairs/],
    ['no references', { symbols: [''], timeseries: [{ samples: [{ value: 1, timestamp: 1 }] }] }, /without label references/],
    ['a first symbol that is not empty', { symbols: ['a', 'b'], timeseries: [{ labelsRefs: [0, 1], samples: [{ value: 1, timestamp: 1 }] }] }, /begin with the empty text/],
  ])('with %s is malformed', (_, message, wrong) => {
    expect(() => read(encoded(message))).toThrow(wrong);
  });

  it('cannot multiply a small body by references to a long symbol', () => {
    const refs = Array.from({ length: 20_000 }, () => [1, 2]).flat();
    const body = encoded({ symbols: ['', 'x'.repeat(5000), 'y'.repeat(5000)], timeseries: [{ labelsRefs: refs, samples: [{ value: 1, timestamp: 1 }] }] });
    expect(read(body).sink.samples[0].labels).toEqual({ wrong: expect.stringMatching(/at most 8192/) });
  });

  it('keeps of millions of references only what tells that they are too many', () => {
    const body = encoded({ symbols: ['', '__name__', 'a'], timeseries: [{ labelsRefs: Array.from({ length: 200_000 }, () => [1, 2]).flat(), samples: [{ value: 1, timestamp: 1 }] }] });
    expect(read(body).sink.samples[0].labels).toEqual({ wrong: expect.stringMatching(/label __name__ twice/) });
    expect(() => read(encoded({ symbols: ['', 'a'], timeseries: [{ labelsRefs: Array.from({ length: 200_001 }, () => 1), samples: [] }] }))).toThrow(/200001 label references; they come in pairs/);
  });

  it('with more symbols than any sender has, or series that make too much of them, is malformed', () => {
    const emptySymbols = Buffer.alloc(2 * (2 ** 21 + 1));
    for (let at = 0; at < emptySymbols.length; at += 2) emptySymbols[at] = 0x22;
    expect(() => read(emptySymbols)).toThrow(/more than 2097152 symbols/);
    const symbols = encoded({ symbols: ['', '__name__', 'x'.repeat(8000)], timeseries: [] });
    const series = Buffer.alloc(6 * 34_000);
    for (let at = 0; at < series.length; at += 6) series.set([0x2a, 4, 0x0a, 2, 1, 2], at);
    expect(() => read(Buffer.concat([symbols, series]))).toThrow(/more than 268435456 bytes of labels/);
  });

  it('cut off anywhere, or changed in any byte, is read or called malformed, and breaks nothing else', () => {
    const body = encoded(request2([{ labels: { __name__: 'abc', host: 'web-1' }, samples: [{ value: 1, timestamp: 1e12 }] }]));
    const outcome = (bytes: Buffer) => {
      try {
        read(bytes);
      } catch (cause) {
        expect(cause).toBeInstanceOf(MalformedBody);
      }
    };
    for (let length = 1; length < body.length; length++) outcome(body.subarray(0, length));
    for (let at = 0; at < body.length; at++) for (const byte of [0, 0x7f, 0x80, 0xff]) outcome(Buffer.from(body).fill(byte, at, at + 1));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => outcome(Buffer.from(bytes))), { seed: 7, numRuns: 2000 });
  });

  it('read as version 1.0 by mistake holds nothing, as the published definitions intend', () => {
    const body = encoded(request2([{ labels: { __name__: 'abc' }, samples: [{ value: 1, timestamp: 1 }] }]));
    const sink = new RecordingSink();
    expect(new RemoteWriteIntake('1.0', 1 << 20).read(compressSync(body), sink)).toEqual({ histograms: 0, exemplars: 0 });
    expect(sink.samples).toEqual([]);
  });
});
