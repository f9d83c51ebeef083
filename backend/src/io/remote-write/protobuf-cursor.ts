/** A body breaks the wire format. Thrown while reading, turned into a value where the reading began. */
export class MalformedBody extends Error {}

/** Wire types that our messages use or may have to pass over (protobuf.dev/programming-guides/encoding). */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Walks over protobuf's wire format without building objects. A general reader would make an object a sample and a string a
 * label; at 100,000 samples a second with ten labels each that is most of a core.
 */
export class ProtobufCursor {
  readonly bytes: Buffer;
  position = 0;
  private readonly view: DataView;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A varint as a double; exact up to 2^53, and no protocol number that we accept is larger. */
  varint(end: number): number {
    const bytes = this.bytes;
    let value = 0;
    let weight = 1;
    for (let length = 0; length < 10; length++) {
      if (this.position >= end) throw new MalformedBody('a number runs over the end of its message');
      const byte = bytes[this.position++];
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      weight *= 128;
    }
    throw new MalformedBody('a number is longer than ten bytes');
  }

  /** A signed 64-bit varint in two's complement, exact between -2^53 and 2^53: halves of 49 and 15 bits lose nothing. */
  int64(end: number): number {
    const start = this.position;
    const value = this.varint(end);
    if (this.position - start < 10) return value;
    let low = 0;
    for (let at = start + 6; at >= start; at--) low = low * 128 + (this.bytes[at] & 127);
    let high = 0;
    for (let at = start + 9; at > start + 6; at--) high = high * 128 + (this.bytes[at] & 127);
    return low + (high >= 2 ** 14 ? high - 2 ** 15 : high) * 2 ** 49;
  }

  double(end: number): number {
    if (this.position + 8 > end) throw new MalformedBody('a double runs over the end of its message');
    const value = this.view.getFloat64(this.position, true);
    this.position += 8;
    return value;
  }

  /** Reads the length of a nested message or text and returns where it ends; the position is its start. */
  enter(end: number): number {
    const length = this.varint(end);
    const nestedEnd = this.position + length;
    if (nestedEnd > end) throw new MalformedBody(`a field of ${length} bytes runs over the end of its message`);
    return nestedEnd;
  }

  /** Passes over a field of no interest. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case wire.varint:
        this.varint(end);
        return;
      case wire.fixed64:
        this.position += 8;
        break;
      case wire.bytes:
        this.position = this.enter(end);
        return;
      case wire.fixed32:
        this.position += 4;
        break;
      default:
        throw new MalformedBody(`field ${tag >>> 3} has wire type ${tag & 7}, which the format does not know`);
    }
    if (this.position > end) throw new MalformedBody('a field runs over the end of its message');
  }
}
