/** The skill record as bytes: the length of a JSON header, the header, then the floats of each series. */
import { expertNames } from '../forecasting/ports.ts';
import type { KeptPeers } from './peer-sums.ts';
import type { SaidOrigins } from './said-forecasts.ts';

export interface SkillTrackerGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

const format = 4;

interface Header {
  readonly format: number;
  readonly grid: SkillTrackerGrid;
  readonly experts: readonly string[];
  /** Of what experts said, and of the bands. */
  readonly said: readonly [SaidOrigins, SaidOrigins];
  readonly bands: Readonly<Record<string, readonly number[]>>;
  readonly peers: Readonly<Record<string, KeptPeers>>;
  readonly keys: readonly string[];
}

export interface SkillRecord extends Pick<Header, 'grid' | 'said' | 'bands' | 'peers' | 'keys'> {
  /** One row a key: its memories one after the other. */
  readonly rows: ReadonlyArray<readonly Float32Array[]>;
}

export type ReadSkillRecord = { readonly kind: 'read'; readonly record: SkillRecord } | { readonly kind: 'unusable'; readonly message: string };

export function skillRecordBytes({ rows, ...record }: SkillRecord): Uint8Array {
  const header: Header = { format, experts: expertNames, ...record };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const start = floatsStart(head.length);
  const width = (rows[0] ?? []).reduce((total, part) => total + part.length, 0);
  const bytes = new Uint8Array(start + 4 * width * rows.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  const floats = new Float32Array(bytes.buffer, start);
  let at = 0;
  for (const part of rows.flat()) {
    floats.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** `widths`: floats of each memory of a series. */
export function readSkillRecord(bytes: Uint8Array, grid: SkillTrackerGrid, widths: readonly number[]): ReadSkillRecord {
  let header: Header;
  let start: number;
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
    start = floatsStart(length);
  } catch (error) {
    return { kind: 'unusable', message: `the skill record has no readable header: ${error instanceof Error ? error.message : String(error)}` };
  }
  const fits = header.format === format && header.grid.stepSeconds === grid.stepSeconds && header.grid.horizonSteps === grid.horizonSteps && header.experts.join() === expertNames.join();
  if (!fits) return { kind: 'unusable', message: 'the skill record was written for another grid, another set of floors or by another version; a new one is begun' };
  const width = widths.reduce((total, one) => total + one, 0);
  const expected = start + 4 * width * header.keys.length;
  if (bytes.length !== expected) return { kind: 'unusable', message: `the skill record is cut off: ${bytes.length} of ${expected} bytes` };
  // Copied: bytes may be a view into a larger buffer, at any offset.
  const floats = new Float32Array((bytes.length - start) / 4);
  new Uint8Array(floats.buffer).set(bytes.subarray(start));
  let at = 0;
  const rows = header.keys.map(() => widths.map((one) => floats.subarray(at, (at += one))));
  return { kind: 'read', record: { grid, said: header.said, bands: header.bands, peers: header.peers, keys: header.keys, rows } };
}

/** Floats begin at a multiple of four. */
function floatsStart(headLength: number): number {
  return 4 * Math.ceil((4 + headLength) / 4);
}
