import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { MalformedBody } from './protobuf-cursor.ts';
import { RecordingSink } from './recording-sink.fixture.ts';
import { readWriteRequest } from './remote-write-v1.ts';

const schema = protobuf.loadSync(path.join(import.meta.dirname, 'proto/remote.proto'));
const writeRequest = schema.lookupType('prometheus.WriteRequest');

/** A message encoded by protobufjs from the published definition: none of our code is in it. */
function encoded(message: object): Buffer {
  const wrong = writeRequest.verify(message);
  if (wrong !== null) throw new Error(wrong);
  return Buffer.from(writeRequest.encode(message).finish());
}

function labels(of: Record<string, string>): Array<{ name: string; value: string }> {
  return Object.entries(of).map(([name, value]) => ({ name, value }));
}

function read(body: Buffer): { sink: RecordingSink; extras: { histograms: number; exemplars: number } } {
  const sink = new RecordingSink();
  return { sink, extras: readWriteRequest(body, sink) };
}

describe('a body of remote write 1.0', () => {
  it('is read as the bytes of a worked example say', () => {
    // timeseries { labels { "__name__": "a" }, samples { value: 1.5, timestamp: 300 } }
    const label = [0x0a, 8, ...Buffer.from('__name__'), 0x12, 1, 0x61];
    const sample = [0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0x10, 0xac, 0x02];
    const series = [0x0a, label.length, ...label, 0x12, sample.length, ...sample];
    expect(read(Buffer.from([0x0a, series.length, ...series])).sink.samples).toEqual([{ labels: { __name__: 'a' }, timeMs: 300, value: 1.5 }]);
  });

  it('agrees with a general decoder on any series', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const series = fc.record({
      labels: fc.dictionary(name, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { maxKeys: 8 }).map((some) => ({ ...some, __name__: 'metric' })),
      samples: fc.array(fc.record({ value: fc.double({ noNaN: true }), timestamp: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }) }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(series, { maxLength: 6 }), (all) => {
        const body = encoded({ timeseries: all.map((one) => ({ ...one, labels: labels(one.labels) })) });
        const expected = all.flatMap((one) => one.samples.map(({ value, timestamp }) => ({ labels: one.labels, timeMs: timestamp, value })));
        expect(read(body).sink.samples).toEqual(expected);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('reads labels once, however often the series comes', () => {
    const one = { labels: labels({ __name__: 'a', host: 'x' }), samples: [{ value: 1, timestamp: 1 }] };
    const { sink } = read(encoded({ timeseries: [one, one, one] }));
    expect([sink.samples.length, sink.labelsRead]).toEqual([3, 1]);
  });

  it('counts exemplars and histograms, and passes over metadata and fields it does not know', () => {
    const body = encoded({
      timeseries: [
        { labels: labels({ __name__: 'a' }), samples: [{ value: 2, timestamp: 5 }], exemplars: [{ value: 1, timestamp: 5 }, { value: 2, timestamp: 6 }] },
        { labels: labels({ __name__: 'h' }), histograms: [{ sum: 3, timestamp: 5 }] },
      ],
      metadata: [{ type: 1, metricFamilyName: 'a', help: 'what a is' }],
    });
    const withUnknown = Buffer.concat([body, Buffer.from([0x7d, 1, 2, 3, 4, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x78, 0xff, 0x01])]);
    const { sink, extras } = read(withUnknown);
    expect(extras).toEqual({ exemplars: 2, histograms: 1 });
    expect(sink.samples).toEqual([{ labels: { __name__: 'a' }, timeMs: 5, value: 2 }]);
  });

  it('takes labels that stand after the samples', () => {
    const series = Buffer.from([0x12, 2, 0x10, 7, 0x0a, 13, 0x0a, 8, ...Buffer.from('__name__'), 0x12, 1, 0x61]);
    expect(read(Buffer.concat([Buffer.from([0x0a, series.length]), series])).sink.samples).toEqual([{ labels: { __name__: 'a' }, timeMs: 7, value: 0 }]);
  });

  it('reads the stale marker as a value that is not there', () => {
    const body = encoded({ timeseries: [{ labels: labels({ __name__: 'a' }), samples: [{ value: 1, timestamp: 1 }] }] });
    const marker = Buffer.alloc(8);
    marker.writeBigUInt64LE(0x7ff0000000000002n);
    const at = body.indexOf(Buffer.from(new Float64Array([1]).buffer));
    marker.copy(body, at);
    expect(read(body).sink.samples).toEqual([{ labels: { __name__: 'a' }, timeMs: 1, value: NaN }]);
  });

  it.each([
    ['an empty name', [['__name__', 'a'], ['', 'x']], 'a label without a name'],
    ['a name twice', [['__name__', 'a'], ['x', '1'], ['x', '2']], 'label x twice'],
    ['no metric name', [['x', '1']], 'a series without the label __name__'],
    ['too many labels', Array.from({ length: 65 }, (_, i) => [`l${i}`, 'x']), 'more than 64 labels'],
    ['too long labels', [['__name__', 'x'.repeat(9000)]], 'labels of 9016 bytes; at most 8192 are taken'],
  ])('says what is wrong with labels that have %s', (_, pairs, wrong) => {
    const body = encoded({ timeseries: [{ labels: pairs.map(([name, value]) => ({ name, value })), samples: [{ value: 1, timestamp: 1 }] }] });
    expect(read(body).sink.samples[0].labels).toEqual({ wrong });
  });

  it('says so when labels are no UTF-8', () => {
    const body = encoded({ timeseries: [{ labels: labels({ __name__: 'abc' }), samples: [{ value: 1, timestamp: 1 }] }] });
    body[body.indexOf('abc')] = 0xff;
    expect(read(body).sink.samples[0].labels).toEqual({ wrong: 'a label that is no UTF-8' });
  });

  it('cut off anywhere, or changed in any byte, is read or called malformed, and breaks nothing else', () => {
    const body = encoded({ timeseries: [{ labels: labels({ __name__: 'abc', host: 'web-1' }), samples: [{ value: 1, timestamp: 1e12 }, { value: 2, timestamp: 2e12 }] }] });
    const outcome = (bytes: Buffer) => {
      try {
        return read(bytes).sink.samples.length;
      } catch (cause) {
        expect(cause).toBeInstanceOf(MalformedBody);
        return 'malformed';
      }
    };
    for (let length = 1; length < body.length; length++) expect(outcome(body.subarray(0, length))).toBe('malformed');
    for (let at = 0; at < body.length; at++) for (const byte of [0, 0x7f, 0x80, 0xff]) outcome(Buffer.from(body).fill(byte, at, at + 1));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void outcome(Buffer.from(bytes))), { seed: 7, numRuns: 2000 });
  });

  it('of no bytes holds nothing', () => {
    expect(read(Buffer.alloc(0))).toMatchObject({ extras: { histograms: 0, exemplars: 0 }, sink: { samples: [] } });
  });
});
