import { describe, expect, it } from '@jest/globals';
import { EffectSums, expectedFactor, expectedShift } from './effect-sums.ts';
import { eventKey } from './event-key.ts';
import { phaseCount, phaseOf, touchedSteps } from './event-phases.ts';

/** docs/methods/known-events.md. */
describe('what an event is expected to do', () => {
  const series = new EffectSums();
  const tier = new EffectSums();
  series.add(0, 20, 50);
  tier.add(0, 20, 50);

  it('is the worked example after one occurrence', () => {
    expect(expectedShift(undefined, tier, 0)).toBeCloseTo(22.5, 5);
    expect(expectedShift(series, tier, 0)).toBeCloseTo(26.25, 5);
    expect(expectedFactor(undefined, tier, 0)).toBeCloseTo(2.125, 5);
    expect(expectedFactor(series, tier, 0)).toBeCloseTo(2.3125, 5);
  });

  it('is like the rest of its time in a phase that was never seen, and nothing where nothing was seen', () => {
    expect(expectedShift(series, tier, 1)).toBeCloseTo(15, 5);
    expect(expectedShift(new EffectSums(), new EffectSums(), 0)).toBe(0);
    expect(expectedFactor(new EffectSums(), new EffectSums(), 0)).toBe(1);
  });

  it('comes closer to what was seen with every occurrence', () => {
    const often = new EffectSums();
    for (let i = 0; i < 12; i++) often.add(0, 20, 50);
    expect(expectedShift(often, often, 0)).toBeGreaterThan(29);
    expect(expectedFactor(often, often, 0)).toBeGreaterThan(2.45);
  });
});

describe('where in an event a step lies', () => {
  const stepMs = 300_000;
  const event = { startMs: 1000 * stepMs, endMs: 1024 * stepMs };

  it('begins with the first step that it touches and ends four hours after it', () => {
    expect(touchedSteps(event, stepMs)).toEqual({ fromStep: 1001, toStep: 1024 + 48 });
    expect(phaseOf(1001, event, stepMs)).toBe(0);
    expect(phaseOf(1004, event, stepMs)).toBe(1);
  });

  it('tells its own time from its aftermath', () => {
    const last = phaseOf(1024, event, stepMs);
    expect(last).toBe(7);
    expect(phaseOf(1025, event, stepMs)).toBeGreaterThan(last);
    expect(phaseOf(1072, event, stepMs)).toBe(phaseCount - 1);
  });
});

describe('events that count as one', () => {
  it('differ in numbers alone', () => {
    expect(eventKey({ kind: 'deployment', name: 'Release 4.12.3 ' })).toBe(eventKey({ kind: 'deployment', name: 'release 5' }));
    expect(eventKey({ kind: 'deployment', name: 'Release of shop' })).not.toBe(eventKey({ kind: 'deployment', name: 'Release of bank' }));
    expect(eventKey({ kind: 'batch', name: 'Night' })).not.toBe(eventKey({ kind: 'maintenance', name: 'Night' }));
  });
});
