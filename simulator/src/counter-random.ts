/**
 * Randomness by counter instead of by sequence: a draw is a hash of (seed, stream, purpose, counter), so it depends on
 * nothing that was drawn before. Two runs that differ by an intervention therefore meet the same noise at the same server
 * and step, and their difference is the intervention's effect alone.
 */

/** What a draw is for; keeps the draws of one server at one step apart. */
export type Purpose = number;

const lattice = 0x9e3779b1;

/** 32 well-mixed bits (finaliser of MurmurHash3, Appleby 2011) of four integers. */
export function hash32(seed: number, stream: number, purpose: number, counter: number): number {
  let h = Math.imul(seed ^ 0x85ebca6b, 0xcc9e2d51);
  h = Math.imul((h ^ (h >>> 15) ^ stream) | 0, 0x1b873593);
  h = Math.imul((h ^ (h >>> 13) ^ Math.imul(purpose + 1, lattice)) | 0, 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 16) ^ (counter | 0)) | 0, 0xc2b2ae35);
  // The counter's upper half, so that epoch minutes and milliseconds do not wrap into each other.
  h = Math.imul((h ^ (h >>> 13) ^ Math.floor(counter / 4294967296)) | 0, 0x85ebca6b);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Stream of a name (FNV-1a), so that a server keeps its noise when others are added beside it. */
export function streamOf(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** In [0, 1). */
export function uniform(seed: number, stream: number, purpose: Purpose, counter: number): number {
  return hash32(seed, stream, purpose, counter) / 4294967296;
}

/** Standard normal to within its tails: the sum of four 16-bit uniforms (Irwin-Hall), so bounded by 3.46. */
export function normal(seed: number, stream: number, purpose: Purpose, counter: number): number {
  const a = hash32(seed, stream, purpose, counter);
  const b = Math.imul(a ^ (a >>> 16), 0x7feb352d) ^ lattice;
  const c = Math.imul(b ^ (b >>> 15), 0x846ca68b);
  const d = (c ^ (c >>> 16)) >>> 0;
  return (((a & 0xffff) + (a >>> 16) + (d & 0xffff) + (d >>> 16)) / 65536 - 2) * 1.7320508;
}

/** Smooth noise of unit scale that wanders over about `periodMs`: normals on a time lattice, eased between neighbours. */
export function wander(seed: number, stream: number, purpose: Purpose, timeMs: number, periodMs: number): number {
  const at = timeMs / periodMs;
  const cell = Math.floor(at);
  const x = at - cell;
  const ease = x * x * (3 - 2 * x);
  return (1 - ease) * normal(seed, stream, purpose, cell) + ease * normal(seed, stream, purpose, cell + 1);
}

/** Draws of one stream whose counters are spent in the order of asking: parameters that are drawn once. */
export class ParameterDraws {
  private readonly seed: number;
  private readonly stream: number;
  private used = 0;

  constructor(seed: number, name: string) {
    this.seed = seed;
    this.stream = streamOf(name);
  }

  between(low: number, high: number): number {
    return low + (high - low) * uniform(this.seed, this.stream, 0, this.used++);
  }

  /** Log-uniform: as likely to double as to halve. */
  spread(low: number, high: number): number {
    return Math.exp(this.between(Math.log(low), Math.log(high)));
  }

  chance(probability: number): boolean {
    return uniform(this.seed, this.stream, 0, this.used++) < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(uniform(this.seed, this.stream, 0, this.used++) * choices.length)];
  }
}
