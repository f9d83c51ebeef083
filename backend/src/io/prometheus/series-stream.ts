import { reasonOf } from '../reason.ts';
import { SeriesCutter } from './series-cutter.ts';

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
 */
export async function readMatrix(body: AsyncIterable<Uint8Array>, take: (series: MatrixSeries) => void): Promise<StreamedAnswer> {
  let unreadable = 0;
  const cutter = new SeriesCutter((json) => {
    const series = parsed(json);
    if (isSeries(series)) take(series);
    else unreadable += 1;
  });
  try {
    for await (const chunk of body) cutter.add(chunk);
  } catch (error) {
    return { kind: 'broken', reason: reasonOf(error) };
  }
  const envelope = parsed(cutter.takeEnvelope());
  if (isEnvelope(envelope)) return { kind: 'complete', envelope, unreadable };
  if (envelope !== undefined) return { kind: 'broken', reason: 'the answer has no status' };
  return { kind: 'broken', reason: cutter.isOpen ? 'the answer ended before its end' : 'the answer is not JSON' };
}

/** Undefined: it is not JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
