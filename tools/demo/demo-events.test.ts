import { demoFault, demoScenario } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { demoEvents } from './demo-events.ts';
import { demoFleet } from './demo-fleet.ts';

const fleet = demoFleet(3, 40, Date.UTC(2026, 4, 13, 12));
const fromStep = fleet.startStep + 300;
fleet.simulate(fleet.startStep, fromStep - 1);
const cpuOf = (events: ReturnType<typeof demoEvents>) => {
  const slice = fleet.fork(events).simulate(fromStep, fromStep + 24);
  return slice.series.filter(({ metric }) => metric === 'cpu').flatMap(({ values }) => [...values]).filter((value) => !Number.isNaN(value));
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('a scenario of the demo', () => {
  it('is the more work for the fleet the worse it is', () => {
    const levels = demoScenario.options.map((scenario) => mean(cpuOf(demoEvents({ scenario, faults: [] }, fleet.servers, fromStep))));
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(levels[2]).toBeGreaterThan(levels[0] + 5);
  });

  it('healthy without faults asks for nothing', () => {
    expect(demoEvents({ scenario: 'healthy', faults: [] }, fleet.servers, fromStep)).toEqual([]);
  });

  it.each(demoFault.options)('plays %s from the step on', (fault) => {
    const events = demoEvents({ scenario: 'healthy', faults: [fault] }, fleet.servers, fromStep);
    expect(events.length).toBeGreaterThan(0);
    expect(events.every((event) => event.fromStep === fromStep)).toBe(true);
    const run = (played: typeof events) => fleet.fork(played).simulate(fromStep, fromStep + 5).series.map(({ values }) => [...values]);
    expect(run(events)).not.toEqual(run([]));
  });
});
