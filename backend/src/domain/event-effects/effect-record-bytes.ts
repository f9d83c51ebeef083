/** What was learned of events as bytes: the length of a JSON header, the header, then the floats of every learned event. */
import { phaseCount } from './event-phases.ts';

const format = 1;
/** Sums a phase. */
export const sumsPerPhase = 5;
const width = sumsPerPhase * phaseCount;

export interface LearnedEntry {
  /** series or tier, and its key. */
  readonly of: 'series' | 'tier';
  readonly key: string;
  readonly version: number;
  /** Step at which it was last learned from. */
  readonly learnedStep: number;
}

export interface EffectRecord {
  readonly stepSeconds: number;
  readonly learnedStep: number | null;
  readonly entries: readonly LearnedEntry[];
  /** [phases, sums] of each entry. */
  readonly sums: readonly Float32Array[];
  readonly kinds: Readonly<Record<string, readonly number[]>>;
}

export type ReadEffectRecord = { readonly kind: 'read'; readonly record: EffectRecord } | { readonly kind: 'unusable'; readonly message: string };

export function effectRecordBytes({ sums, ...head }: EffectRecord): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify({ format, phaseCount, ...head }));
  const start = floatsStart(header.length);
  const bytes = new Uint8Array(start + 4 * width * sums.length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  const floats = new Float32Array(bytes.buffer, start);
  sums.forEach((one, i) => floats.set(one, i * width));
  return bytes;
}

export function readEffectRecord(bytes: Uint8Array, stepSeconds: number): ReadEffectRecord {
  let head: Omit<EffectRecord, 'sums'> & { readonly format: number; readonly phaseCount: number };
  let start: number;
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as typeof head;
    start = floatsStart(length);
  } catch (error) {
    return { kind: 'unusable', message: `what was learned of events has no readable header (${String(error instanceof Error ? error.message : error)}); it is learned afresh` };
  }
  if (head.format !== format || head.phaseCount !== phaseCount || head.stepSeconds !== stepSeconds) {
    return { kind: 'unusable', message: 'what was learned of events was written for another grid or by another version; it is learned afresh' };
  }
  if (bytes.length !== start + 4 * width * head.entries.length) return { kind: 'unusable', message: 'what was learned of events is cut off; it is learned afresh' };
  const floats = new Float32Array(width * head.entries.length);
  new Uint8Array(floats.buffer).set(bytes.subarray(start));
  return { kind: 'read', record: { ...head, sums: head.entries.map((_, i) => floats.slice(i * width, (i + 1) * width)) } };
}

function floatsStart(headLength: number): number {
  return 4 * Math.ceil((4 + headLength) / 4);
}
