/** Which series have samples on which day: one bit a series and day. */
export class DaySeries {
  private readonly bitsByDay = new Map<number, Uint8Array>();

  has(day: number, seriesId: number): boolean {
    const bits = this.bitsByDay.get(day);
    return bits !== undefined && seriesId >> 3 < bits.length && (bits[seriesId >> 3] & (1 << (seriesId & 7))) !== 0;
  }

  add(day: number, seriesId: number): void {
    let bits = this.bitsByDay.get(day);
    if (bits === undefined || seriesId >> 3 >= bits.length) {
      const larger = new Uint8Array(Math.max(1024, 2 * (seriesId >> 3)));
      if (bits !== undefined) larger.set(bits);
      this.bitsByDay.set(day, (bits = larger));
    }
    bits[seriesId >> 3] |= 1 << (seriesId & 7);
  }

  addAll(other: DaySeries): void {
    for (const [day, bits] of other.bitsByDay) {
      for (let at = 0; at < bits.length; at++) {
        for (let bit = 0; bits[at] >> bit !== 0; bit++) if ((bits[at] >> bit) & 1) this.add(day, 8 * at + bit);
      }
    }
  }

  dropBefore(day: number): void {
    for (const known of this.bitsByDay.keys()) if (known < day) this.bitsByDay.delete(known);
  }

  /** Whether any day still has samples of the series. */
  onAnyDay(seriesId: number): boolean {
    return [...this.bitsByDay.keys()].some((day) => this.has(day, seriesId));
  }
}
