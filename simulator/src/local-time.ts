/** Local wall time of a region, across its daylight-saving changes. */
export class LocalTime {
  private readonly format: Intl.DateTimeFormat;
  private readonly offsetByQuarterHour = new Map<number, number>();

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-GB', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
  }

  /** Minutes since 1970-01-01 00:00 as the region's clocks show them. */
  localMinutes(timeMs: number): number {
    return timeMs / 60_000 + this.offsetMinutes(timeMs);
  }

  /** Zones change only on quarter hours of UTC, so one look-up serves fifteen minutes. */
  private offsetMinutes(timeMs: number): number {
    const quarter = Math.floor(timeMs / 900_000);
    const known = this.offsetByQuarterHour.get(quarter);
    if (known !== undefined) return known;
    const at = quarter * 900_000;
    const part: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(at)) part[type] = Number(value);
    const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
    const offset = (shown - at) / 60_000;
    this.offsetByQuarterHour.set(quarter, offset);
    return offset;
  }
}

const minutesPerDay = 1440;

export function hourOfDay(localMinutes: number): number {
  return (((localMinutes % minutesPerDay) + minutesPerDay) % minutesPerDay) / 60;
}

/** 0 Monday ... 6 Sunday; 1970-01-01 was a Thursday. */
export function dayOfWeek(localMinutes: number): number {
  return (((Math.floor(localMinutes / minutesPerDay) + 3) % 7) + 7) % 7;
}
