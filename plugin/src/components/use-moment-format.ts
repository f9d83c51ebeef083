import { dateTimeFormat, getTimeZone, systemDateFormats } from '@grafana/data';
import { useMemo } from 'react';

export interface MomentFormat {
  /** Time of day; with the date where that is not today's. */
  readonly short: (ms: number) => string;
  readonly full: (ms: number) => string;
}

/** Moments in the time zone and the date formats that Grafana is set to. */
export function useMomentFormat(): MomentFormat {
  const timeZone = getTimeZone();
  return useMemo(() => {
    const day = (ms: number) => dateTimeFormat(ms, { timeZone, format: 'YYYY-MM-DD' });
    const { minute: timeOfDay, hour: dateAndTime } = systemDateFormats.interval;
    return {
      short: (ms) => dateTimeFormat(ms, { timeZone, format: day(ms) === day(Date.now()) ? timeOfDay : dateAndTime }),
      full: (ms) => dateTimeFormat(ms, { timeZone }),
    };
  }, [timeZone]);
}
