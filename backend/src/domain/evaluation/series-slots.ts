import { seriesKey, type FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';

/** Float32 [slots, width], one row a series; grows as needed. */
export class SlotMemory {
  readonly width: number;
  values = new Float32Array(0);
  /** [width] what a new series begins with. */
  private readonly initial: Float32Array;

  constructor(initial: Float32Array) {
    this.initial = initial;
    this.width = initial.length;
  }

  row(slot: number): Float32Array {
    return this.values.subarray(slot * this.width, (slot + 1) * this.width);
  }

  clear(slot: number): void {
    this.values.set(this.initial, slot * this.width);
  }

  reserve(slots: number): void {
    const capacity = this.values.length / this.width;
    if (slots <= capacity) return;
    const larger = new Float32Array(Math.max(slots, Math.ceil(capacity * 1.5), 64) * this.width);
    larger.set(this.values);
    this.values = larger;
  }
}

/** Which place in the memories is whose; the place of a series that went away is given to a new one. */
export class SeriesSlots {
  private readonly memories: readonly SlotMemory[];
  private readonly slots = new Map<string, number>();
  private readonly free: number[] = [];
  private count = 0;

  constructor(memories: readonly SlotMemory[]) {
    this.memories = memories;
  }

  get size(): number {
    return this.slots.size;
  }

  entries(): IterableIterator<[string, number]> {
    return this.slots.entries();
  }

  of({ serverId, metric }: SeriesRow): number | undefined {
    return this.slots.get(seriesKey(serverId, metric));
  }

  ensure({ serverId, metric }: SeriesRow): number {
    const key = seriesKey(serverId, metric);
    return this.slots.get(key) ?? this.add(key);
  }

  add(key: string): number {
    const slot = this.free.pop() ?? this.count++;
    this.slots.set(key, slot);
    for (const memory of this.memories) {
      memory.reserve(slot + 1);
      memory.clear(slot);
    }
    return slot;
  }

  /** Forgets series that the windows no longer hold. */
  forgetMissing(windows: FleetWindows): void {
    if (this.slots.size <= windows.seriesCount) return;
    const present = new Set(windows.rows.map(({ serverId, metric }) => seriesKey(serverId, metric)));
    for (const [key, slot] of this.slots) {
      if (present.has(key)) continue;
      this.slots.delete(key);
      this.free.push(slot);
    }
  }
}
