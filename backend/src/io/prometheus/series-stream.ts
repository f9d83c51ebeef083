import { reasonOf } from '../reason.ts';
/** One series of a matrix as Prometheus writes it: stamps in seconds, values as text. */
export interface MatrixSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: ReadonlyArray<readonly [number, string]>;
}

/** What an answer said besides its series. */
export interface Envelope {
  readonly status: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
}

export type StreamedAnswer =
  | { readonly kind: 'complete'; readonly envelope: Envelope; readonly unreadable: number }
  /** It ended or broke before its end; the series that were whole have been handed over. */
  | { readonly kind: 'broken'; readonly reason: string };

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Series are the objects at this depth: { data: { result: [ { ... } ] } }. */
const seriesDepth = 3;

/** A series of 11,000 points has some 400 KB; what is larger is no answer to our question. */
const longestSeriesBytes = 16 * 1024 * 1024;
const longestEnvelopeBytes = 4 * 1024 * 1024;

function isSeries(value: unknown): value is MatrixSeries {
  if (typeof value !== 'object' || value === null || !('metric' in value) || !('values' in value)) return false;
  return typeof value.metric === 'object' && value.metric !== null && Array.isArray(value.values);
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'string';
}

/**
 * Reads an answer to query_range as it arrives and hands over one series at a time, so that memory holds one series and not
 * the whole answer, and so that an answer that breaks off still gives what came before.
 * Braces are counted outside of strings, in bytes: no byte of a multi-byte UTF-8 character equals an ASCII one.
 */
export async function readMatrix(body: AsyncIterable<Uint8Array>, take: (series: MatrixSeries) => void): Promise<StreamedAnswer> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let unreadable = 0;
  let seriesParts: Uint8Array[] = [];
  let seriesBytes = 0;
  const envelopeParts: Uint8Array[] = [];
  let envelopeBytes = 0;

  const keep = (part: Uint8Array, ofSeries: boolean) => {
    if (part.length === 0) return;
    if (ofSeries) {
      seriesParts.push(part);
      seriesBytes += part.length;
      if (seriesBytes > longestSeriesBytes) throw new Error(`one series is larger than ${longestSeriesBytes >> 20} MiB`);
    } else {
      envelopeParts.push(part);
      envelopeBytes += part.length;
      if (envelopeBytes > longestEnvelopeBytes) throw new Error('the answer is not one of query_range');
    }
  };

  const handOver = () => {
    const text = Buffer.concat(seriesParts).toString('utf8');
    seriesParts = [];
    seriesBytes = 0;
    keep(Buffer.from('null'), false);
    let series: unknown;
    try {
      series = JSON.parse(text);
    } catch {
      series = null;
    }
    if (isSeries(series)) take(series);
    else unreadable += 1;
  };

  try {
    for await (const chunk of body) {
      let start = 0;
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i];
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === backslash) escaped = true;
          else if (byte === quote) inString = false;
        } else if (byte === quote) {
          inString = true;
        } else if (byte === openBrace) {
          depth += 1;
          if (depth === seriesDepth) {
            keep(chunk.subarray(start, i), false);
            start = i;
          }
        } else if (byte === closeBrace) {
          depth -= 1;
          if (depth === seriesDepth - 1) {
            keep(chunk.subarray(start, i + 1), true);
            start = i + 1;
            handOver();
          }
        }
      }
      keep(chunk.subarray(start), depth >= seriesDepth);
    }
  } catch (error) {
    return { kind: 'broken', reason: reasonOf(error) };
  }
  try {
    const envelope: unknown = JSON.parse(Buffer.concat(envelopeParts).toString('utf8'));
    return isEnvelope(envelope) ? { kind: 'complete', envelope, unreadable } : { kind: 'broken', reason: 'the answer has no status' };
  } catch {
    return { kind: 'broken', reason: depth > 0 ? 'the answer ended before its end' : 'the answer is not JSON' };
  }
}
