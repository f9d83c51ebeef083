import { describe, expect, it } from '@jest/globals';
import { negotiate } from './content-negotiation.ts';

describe('which message a body holds', () => {
  it.each([
    ['application/x-protobuf', 'snappy', '1.0'],
    ['application/x-protobuf;proto=prometheus.WriteRequest', 'snappy', '1.0'],
    ['application/x-protobuf; proto=io.prometheus.write.v2.Request', 'snappy', '2.0'],
    ['Application/X-Protobuf;charset=binary;proto="io.prometheus.write.v2.Request"', 'Snappy', '2.0'],
  ])('%s with %s is %s', (type, encoding, version) => {
    expect(negotiate(type, encoding)).toBe(version);
  });

  it.each([
    ['application/json', 'snappy'],
    [undefined, 'snappy'],
    ['application/x-protobuf', 'gzip'],
    ['application/x-protobuf', undefined],
    ['application/x-protobuf;proto=io.prometheus.write.v3.Request', 'snappy'],
    ['application/x-protobuffer', 'snappy'],
  ])('%s with %s is refused with what is accepted', (type, encoding) => {
    expect(negotiate(type, encoding)).toEqual({ kind: 'unsupported', message: expect.stringContaining('io.prometheus.write.v2.Request') });
  });
});
