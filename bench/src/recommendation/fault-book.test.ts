import { describe, expect, it } from '@jest/globals';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { daySteps } from '../grid/product-grid.ts';
import { drawFaults, faultFreeDays } from './fault-book.ts';

const startMs = Date.UTC(2026, 3, 30);

describe('the faults of a month', () => {
  it('leave at least 40 % of the server-days free, in thirty days as in twelve, and are many nevertheless', () => {
    for (let n = 0; n < 12; n++) {
      const seed = seedFor('tuning', 2100 + n);
      const { servers, startStep } = createFleet({ seed, servers: 13, startMs, stepMs: 300_000, timeZone: 'UTC', faultRate: 0 });
      const serving = servers.filter(({ profile }) => profile !== 'batch');
      for (const days of [12, 30]) {
        const faults = drawFaults(seed, servers, startStep, days);
        expect(faultFreeDays(serving, faults, startStep, days).size / (serving.length * days)).toBeGreaterThanOrEqual(0.4);
        expect(faults.length).toBeGreaterThanOrEqual(days / 3);
      }
    }
  });

  it('take a day from a server when they touch it until two hours after their end', () => {
    const { servers } = createFleet({ seed: seedFor('tuning', 2100), servers: 13, startMs, stepMs: 300_000, timeZone: 'UTC', faultRate: 0 });
    const [one, other] = servers;
    const fault = { kind: 'leak', servers: [one.server], events: [], fromStep: daySteps + 10 } as const;
    const free = (toStep: number) => [...faultFreeDays([one, other], [{ ...fault, toStep }], 0, 4)].filter((day) => day.startsWith(one.server));
    expect(free(2 * daySteps - 25)).toEqual([0, 2, 3].map((day) => `${one.server} ${day}`));
    expect(free(2 * daySteps - 24)).toEqual([0, 3].map((day) => `${one.server} ${day}`));
    expect([...faultFreeDays([one, other], [{ ...fault, toStep: 2 * daySteps }], 0, 4)].filter((day) => day.startsWith(other.server))).toHaveLength(4);
  });
});
