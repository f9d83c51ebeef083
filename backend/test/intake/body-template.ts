import protobuf from 'protobufjs/minimal.js';
import { compressSync } from 'snappy';

/**
 * A body of remote write 1.0 with one sample a series, whose stamps and values are written into place: encoding 100,000
 * labels sets a second would measure the sender.
 */
export class BodyTemplate {
  private readonly bytes: Buffer;
  private readonly view: DataView;
  /** Where each series' sample ends: 8 bytes of value, a tag, 6 bytes of stamp. */
  private readonly sampleEnds: readonly number[];

  constructor(labelSets: ReadonlyArray<Readonly<Record<string, string>>>) {
    const ends: number[] = [];
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const labels of labelSets) {
      const writer = protobuf.Writer.create().uint32(10).fork();
      for (const name of Object.keys(labels).sort()) writer.uint32(10).fork().uint32(10).string(name).uint32(18).string(labels[name]).ldelim();
      // the stamp stands for any of this century: its varint has 6 bytes
      writer.uint32(18).fork().uint32(9).double(1).uint32(16).int64(2 ** 40).ldelim();
      const part = writer.ldelim().finish();
      parts.push(part);
      length += part.length;
      ends.push(length);
    }
    this.bytes = Buffer.concat(parts);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    this.sampleEnds = ends;
  }

  /** The compressed body with one stamp for all and a value for each series. */
  body(timeMs: number, valueOf: (series: number) => number): Buffer {
    this.sampleEnds.forEach((end, series) => {
      this.view.setFloat64(end - 15, valueOf(series), true);
      let rest = timeMs;
      for (let at = end - 6; at < end; at++) {
        this.bytes[at] = (rest % 128) | (at < end - 1 ? 128 : 0);
        rest = Math.floor(rest / 128);
      }
    });
    return compressSync(this.bytes);
  }
}
