/**
 * Cuts an answer of query_range, as its bytes arrive, into its series and the envelope around them. Braces are counted outside of
 * strings, in bytes: no byte of a multi-byte UTF-8 character equals an ASCII one.
 */
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Series are the objects at this depth: { data: { result: [ { ... } ] } }. */
const seriesDepth = 3;

/** A series of 11,000 points has some 400 KB; what is larger is no answer to our question. */
const longestSeriesBytes = 16 * 1024 * 1024;
const longestEnvelopeBytes = 4 * 1024 * 1024;

/** Bytes put together up to a limit, beyond which `complaint` is thrown. */
class BoundedText {
  private readonly mostBytes: number;
  private readonly complaint: string;
  private parts: Uint8Array[] = [];
  private bytes = 0;

  constructor(mostBytes: number, complaint: string) {
    this.mostBytes = mostBytes;
    this.complaint = complaint;
  }

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.parts.push(part);
    this.bytes += part.length;
    if (this.bytes > this.mostBytes) throw new Error(this.complaint);
  }

  /** What was put together so far; it begins anew. */
  take(): string {
    const text = Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    this.bytes = 0;
    return text;
  }
}

export class SeriesCutter {
  private readonly onSeries: (json: string) => void;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private readonly series = new BoundedText(longestSeriesBytes, `one series is larger than ${longestSeriesBytes >> 20} MiB`);
  private readonly envelope = new BoundedText(longestEnvelopeBytes, 'the answer is not one of query_range');

  /** `onSeries` gets each series, as JSON, as soon as its last byte has come. */
  constructor(onSeries: (json: string) => void) {
    this.onSeries = onSeries;
  }

  /** Whether an object has begun that has not ended. */
  get isOpen(): boolean {
    return this.depth > 0;
  }

  /** Throws when the answer is larger than any that was asked for. */
  add(chunk: Uint8Array): void {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === backslash) this.escaped = true;
        else if (byte === quote) this.inString = false;
      } else if (byte === quote) {
        this.inString = true;
      } else if (byte === openBrace) {
        this.depth += 1;
        if (this.depth === seriesDepth) {
          this.envelope.add(chunk.subarray(start, i));
          start = i;
        }
      } else if (byte === closeBrace) {
        this.depth -= 1;
        if (this.depth === seriesDepth - 1) {
          this.series.add(chunk.subarray(start, i + 1));
          start = i + 1;
          this.onSeries(this.series.take());
          this.envelope.add(Buffer.from('null'));
        }
      }
    }
    (this.depth >= seriesDepth ? this.series : this.envelope).add(chunk.subarray(start));
  }

  /** The answer as JSON, null in place of each series. */
  takeEnvelope(): string {
    return this.envelope.take();
  }
}
