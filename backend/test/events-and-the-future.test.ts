/** A backtest with a calendar: an occurrence is known beforehand, what it will do never is. */
import type { CalendarEvent } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventCalendar } from '../src/domain/calendar/event-calendar.ts';
import { backtest } from '../src/domain/evaluation/backtest.ts';
import { EventEffects } from '../src/domain/event-effects/event-effects.ts';
import type { LongSeries } from '../src/domain/series/long-series.ts';
import { seededRandom } from '../src/domain/training/random.ts';

const stepMs = 1_800_000;
const day = 48;
const horizonSteps = 16;
const first = Date.parse('2026-06-01T00:00:00Z') / stepMs;
const days = 24;
const server = { serverId: 's', server: 'web-1', region: 'eu', profile: 'web', tier: null };
const event: CalendarEvent = {
  eventId: 'e', name: 'Report', kind: 'batch', startsAt: '2026-06-02T10:00', endsAt: '2026-06-02T13:00', timeZone: 'UTC', recurrence: 'FREQ=DAILY;INTERVAL=3', exceptions: [], additions: [],
  scope: { regions: [], profiles: [], tiers: [], servers: [] }, note: '', origin: 'person', importedUid: null, version: 1, createdAt: null, createdBy: null, changedAt: null, changedBy: null,
};

/** A daily wave that the event lifts by 30. */
function lifted(seed: number): LongSeries {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: days * day }, (_, i) => {
    const inEvent = (Math.floor(i / day) - 1) % 3 === 0 && i % day >= 20 && i % day < 26;
    return 30 + 10 * Math.sin((2 * Math.PI * i) / day) + random() + (inEvent ? 30 : 0);
  });
  return { serverId: 's', metric: 'cpu', kind: 'percent', firstStep: first + 1, values };
}

async function forecasts(series: LongSeries) {
  const events = new EventEffects({ stepSeconds: 1800, horizonSteps, zoneOf: () => 'UTC', serverOf: () => server }, new EventCalendar([event]));
  const plan = { stepSeconds: 1800, horizonSteps, fromStep: first + 20 * day, toStep: first + 22 * day + 16, strideSteps: 8, speaker: 'served' as const, model: null, events };
  const said = [];
  for await (const { originStep, quantiles } of backtest([series], plan, { signal: new AbortController().signal })) said.push({ originStep, quantiles });
  return said;
}

describe('a backtest with a calendar', () => {
  it('lifts what is to come by what the event did before', async () => {
    // It comes every third day from day 1 on, so on day 22, from 10:00 to 13:00: seen from 8:00 at the leads 5 to 10.
    const { quantiles } = (await forecasts(lifted(1))).find(({ originStep }) => originStep === first + 22 * day + 16)!;
    const median = (lead: number) => quantiles[3 * horizonSteps + lead - 1];
    expect(median(8) - median(3)).toBeGreaterThan(20);
    expect(median(8) - median(16)).toBeGreaterThan(20);
  });

  it('knows nothing of what comes after an origin', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 2 * day }), async (seed, cut) => {
        const series = lifted(seed);
        const known = 20 * day + cut;
        const spoilt = { ...series, values: series.values.map((value, i) => (i >= known ? 100 * ((seed + i) % 2) : value)) };
        const [one, two] = [await forecasts(series), await forecasts(spoilt)];
        one.forEach(({ originStep, quantiles }, i) => {
          if (originStep - first <= known) expect([...two[i].quantiles]).toEqual([...quantiles]);
        });
      }),
      { seed: 5, numRuns: 4 },
    );
  });
});
