import protobuf from 'protobufjs/minimal.js';
import { compressSync } from 'snappy';

/** One series as it is pushed; both arrays have the same length, times rise. */
export interface PushedSeries {
  /** `__name__` among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timesMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** The last sample is Prometheus' staleness marker: the series ends there instead of lingering for five minutes. */
  readonly ends?: boolean;
}

/** The marker is one certain NaN (0x7ff0000000000002), which a JavaScript number cannot be relied upon to carry. */
const staleMarker = { low: 2, high: 0x7ff00000 } as const;

/** Headers of a body that encodeWriteRequest made. */
export const writeRequestHeaders = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
  'user-agent': 'fleetcast',
} as const;

// Field numbers of prometheus.WriteRequest, remote write 1.0 (https://prometheus.io/docs/specs/prw/remote_write_spec/).
const lengthDelimited = (field: number) => (field << 3) | 2;
const fixed64 = (field: number) => (field << 3) | 1;
const varint = (field: number) => field << 3;

/** A snappy-compressed WriteRequest of remote write 1.0. Labels are sorted by name, as the protocol demands. */
export function encodeWriteRequest(series: readonly PushedSeries[]): Uint8Array<ArrayBuffer> {
  const writer = protobuf.Writer.create();
  for (const { labels, timesMs, values, ends = false } of series) {
    writer.uint32(lengthDelimited(1)).fork();
    for (const name of Object.keys(labels).sort()) {
      writer.uint32(lengthDelimited(1)).fork();
      writer.uint32(lengthDelimited(1)).string(name).uint32(lengthDelimited(2)).string(labels[name]);
      writer.ldelim();
    }
    for (let i = 0; i < timesMs.length; i++) {
      writer.uint32(lengthDelimited(2)).fork();
      writer.uint32(fixed64(1));
      if (ends && i === timesMs.length - 1) writer.fixed32(staleMarker.low).fixed32(staleMarker.high);
      else writer.double(values[i]);
      writer.uint32(varint(2)).int64(timesMs[i]);
      writer.ldelim();
    }
    writer.ldelim();
  }
  return new Uint8Array(compressSync(Buffer.from(writer.finish())));
}
