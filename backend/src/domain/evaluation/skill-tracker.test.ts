import { describe, expect, it } from '@jest/globals';
import { expertNames, rememberedQuantiles, type SpokenForecast } from '../forecasting/ports.ts';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { leastResolved } from './skill-sums.ts';
import { SkillTracker } from './skill-tracker.ts';

const grid = { stepSeconds: 300, horizonSteps: 96 };
const start = 6_000_000;
const contextSteps = 400;
const L = 5;

/** What every expert says at every lead, as [q10, q50, q90]. */
type Said = Partial<Record<(typeof expertNames)[number], readonly [number, number, number]>>;

function sayings(said: Said, atLongestLead = said): Float32Array {
  const flat = new Float32Array(expertNames.length * L * rememberedQuantiles.length).fill(NaN);
  expertNames.forEach((expert, e) => {
    for (let l = 0; l < L; l++) flat.set((l === L - 1 ? atLongestLead : said)[expert] ?? [NaN, NaN, NaN], (l * expertNames.length + e) * 3);
  });
  return flat;
}

/** What was served, [q10, q50, q90], at every step; the outer quantiles lie 1 further out. */
function spoken(said: Said, atLongestLead = said): SpokenForecast {
  const [low, middle, high] = said.served!;
  const levels = [low - 1, low, (low + middle) / 2, middle, (middle + high) / 2, high, high + 1];
  const quantiles = Float32Array.from({ length: 7 * grid.horizonSteps }, (_, i) => levels[Math.floor(i / grid.horizonSteps)]);
  return { said: sayings(said, atLongestLead), quantiles, at: 0, voice: said.model === undefined ? 'floor' : 'model', isGappy: false };
}

const floorsAt = (value: number): Said => ({
  'last-value': [value, value, value],
  'seasonal-naive-24h': [value, value, value],
  'seasonal-naive-7d': [value, value, value],
  'exponential-smoothing': [value, value, value],
  win24: [value - 1, value - 1, value - 1],
  'same-time': [value, value, value],
});

const cpu: SeriesRow = { serverId: 'a', metric: 'cpu', kind: 'percent' };

/** Runs `hours` hourly origins in which `actual` comes true and everybody says `said`. */
function run(tracker: SkillTracker, hours: number, actual: number, said: Said, from = start, series = cpu, atLongestLead = said): FleetWindows {
  const windows = new FleetWindows(contextSteps, from, 1);
  const row = windows.ensureRow(series);
  for (let hour = 0; hour < hours; hour++) {
    tracker.resolve(windows);
    if (tracker.wants(windows.originStep)) tracker.remember(series, windows.originStep, spoken(said, atLongestLead));
    windows.advanceTo(windows.originStep + 12);
    windows.write(row, windows.originStep - 11, new Float32Array(12).fill(actual));
  }
  tracker.resolve(windows);
  return windows;
}

describe('the skill tracker', () => {
  it('computes the skill of docs/methods/skill.md by hand: actual 10, served [8 9 11], best floor says 14', () => {
    const tracker = new SkillTracker(grid);
    run(tracker, 48, 10, { served: [8, 9, 11], model: [8, 9, 11], ...floorsAt(15) });
    // served: .1*2 + .5*1 + .1*1 = .8; win24 says 14 thrice: (.9 + .5 + .1) * 4 = 6
    expect(tracker.skill(cpu)!.value).toBeCloseTo(1 - 0.8 / 6, 5);
    expect(tracker.skill(cpu)!.coverage80).toBe(1);
    for (const { bestFloor, modelSkill, evidence } of tracker.standing(cpu, 'web').byLead) {
      expect({ bestFloor, evidence }).toEqual({ bestFloor: 'win24', evidence: 'series' });
      expect(modelSkill).toBeCloseTo(1 - 0.8 / 6, 5);
    }
  });

  it('says nothing until enough has come true', () => {
    const tracker = new SkillTracker(grid);
    run(tracker, 6, 10, { served: [8, 9, 11], ...floorsAt(15) });
    expect(tracker.skill(cpu)).toBeNull();
    for (const lead of tracker.standing(cpu, 'web').byLead) expect(lead).toEqual({ bestFloor: null, modelSkill: null, isModelSilenced: false, evidence: 'none' });
    run(tracker, 12, 10, { served: [8, 9, 11], ...floorsAt(15) }, start + 72);
    expect(tracker.skill(cpu)!.resolvedForecasts).toBeGreaterThanOrEqual(leastResolved);
  });

  it('uses no outcome later than the origin', () => {
    const one = new SkillTracker(grid);
    const two = new SkillTracker(grid);
    const said = { served: [8, 9, 11], model: [8, 9, 11], ...floorsAt(15) } as const;
    const windows = run(one, 20, 10, said);
    run(two, 20, 10, said);
    // what comes after the last origin differs, and is not resolved yet
    windows.advanceTo(windows.originStep);
    expect(one.standing(cpu, 'web')).toEqual(two.standing(cpu, 'web'));
    // hours 0..19 at 30 min are resolved, at 8 h only hours 0..12
    expect(one.skill(cpu)!.resolvedForecasts).toBe(20 + 20 + 19 + 17 + 13);
  });

  it('moves the word to the floors where the model keeps failing, and keeps it where it does well', () => {
    const failing = new SkillTracker(grid);
    run(failing, 24 * 14, 10, { served: [30, 40, 50], model: [30, 40, 50], ...floorsAt(11) });
    expect(failing.standing(cpu, 'web').shares.model).toBeLessThan(0.5);
    // win24 says 10: nothing to lose against
    for (const { modelSkill, isModelSilenced } of failing.standing(cpu, 'web').byLead) expect({ modelSkill, isModelSilenced }).toEqual({ modelSkill: -1, isModelSilenced: true });
    const good = new SkillTracker(grid);
    run(good, 24 * 7, 10, { served: [9, 10, 11], model: [9, 10, 11], ...floorsAt(30) });
    expect(good.standing(cpu, 'web').shares.model).toBeGreaterThan(0.95);
    const { model, win24, sameTime } = good.standing(cpu, 'web').shares;
    expect(model + win24 + sameTime).toBeCloseTo(1, 5);
  });

  it('judges each lead by itself: where only what is said 8 hours ahead is poor, only there a floor speaks', () => {
    const tracker = new SkillTracker(grid);
    const said = { served: [8, 9, 11], model: [8, 9, 11], ...floorsAt(15) } as const;
    run(tracker, 24 * 3, 10, said, start, cpu, { ...said, model: [80, 90, 99] });
    expect(tracker.standing(cpu, 'web').byLead.map(({ isModelSilenced }) => isModelSilenced)).toEqual([false, false, false, false, true]);
  });

  it('judges a newcomer by its metric on servers of its profile, else on all, and says so', () => {
    const tracker = new SkillTracker(grid);
    const series = ['a', 'b', 'c', 'd', 'e', 'f'].map((serverId): SeriesRow => ({ serverId, metric: 'cpu', kind: 'percent' }));
    const windows = new FleetWindows(contextSteps, start, series.length);
    series.forEach((one) => windows.ensureRow(one));
    const good: Said = { served: [9, 10, 11], model: [9, 10, 11], ...floorsAt(30) };
    const poor: Said = { served: [9, 10, 11], model: [80, 90, 99], ...floorsAt(13) };
    // three databases on which the model does well, three batch servers on which it fails
    const profileOf = ({ serverId }: SeriesRow) => (serverId < 'd' ? 'database' : 'batch');
    for (let hour = 0; hour < 36; hour++) {
      tracker.resolve(windows, profileOf);
      series.forEach((one) => tracker.remember(one, windows.originStep, spoken(profileOf(one) === 'batch' ? poor : good)));
      windows.advanceTo(windows.originStep + 12);
      windows.rows.forEach((_, row) => windows.write(row, windows.originStep - 11, new Float32Array(12).fill(10)));
    }
    const newcomer = (profile: string) => tracker.standing({ ...cpu, serverId: 'new' }, profile).byLead[0];
    expect(newcomer('database')).toMatchObject({ evidence: 'profile', isModelSilenced: false, bestFloor: 'win24' });
    expect(newcomer('batch')).toMatchObject({ evidence: 'profile', isModelSilenced: true, bestFloor: 'win24' });
    expect(newcomer('cache')).toMatchObject({ evidence: 'metric' });
    expect(tracker.standing({ ...cpu, metric: 'disk', serverId: 'new' }, 'batch').byLead[0]).toMatchObject({ evidence: 'none', isModelSilenced: false });
    // and a series that has shown enough by itself
    expect(tracker.standing(series[0], 'batch').byLead[0]).toMatchObject({ evidence: 'series', isModelSilenced: false });
    const restored = SkillTracker.restore(tracker.export(), grid);
    expect(restored.kind === 'restored' && restored.tracker.standing({ ...cpu, serverId: 'new' }, 'batch').byLead[0]).toEqual(newcomer('batch'));
  });

  it('stretches bands that are missed, on the side where they are missed', () => {
    const tracker = new SkillTracker(grid);
    run(tracker, 24 * 7, 20, { served: [8, 9, 11], model: [8, 9, 11], ...floorsAt(15) });
    expect(tracker.stretch(cpu).above).toBeGreaterThan(1.3);
    expect(tracker.stretch(cpu).below).toBeLessThan(1);
    expect(tracker.skill(cpu)!.coverage80).toBe(0);
  });

  it('remembers once an hour and leaves constants out', () => {
    const tracker = new SkillTracker(grid);
    tracker.remember(cpu, start, { ...spoken({ served: [1, 1, 1], ...floorsAt(1) }), voice: 'constant' });
    expect(tracker.wants(start)).toBe(false);
    expect(tracker.wants(start + 11)).toBe(false);
    expect(tracker.wants(start + 12)).toBe(true);
    const windows = new FleetWindows(contextSteps, start + 100, 1);
    windows.write(windows.ensureRow(cpu), start, new Float32Array(101).fill(1));
    tracker.resolve(windows);
    expect(tracker.skill(cpu)).toBeNull();
  });

  it('survives a restart bit by bit', () => {
    const said = { served: [8, 9, 11], model: [8, 9, 11], ...floorsAt(15) } as const;
    const straight = new SkillTracker(grid);
    run(straight, 40, 10, said);
    const half = new SkillTracker(grid);
    run(half, 20, 10, said);
    const restored = SkillTracker.restore(half.export(), grid);
    if (restored.kind !== 'restored') throw new Error(restored.message);
    run(restored.tracker, 20, 10, said, start + 240);
    expect(restored.tracker.export()).toEqual(straight.export());
  });

  it('reads a record that lies somewhere inside a larger buffer, as one read from a file does', () => {
    const tracker = new SkillTracker(grid);
    run(tracker, 40, 10, { served: [8, 9, 11], ...floorsAt(15) });
    const bytes = tracker.export();
    const inside = Buffer.concat([Buffer.from('8 bytes.'), bytes, Buffer.from('!')]).subarray(8, 8 + bytes.length);
    const restored = SkillTracker.restore(inside, grid);
    expect(restored.kind === 'restored' && restored.tracker.export()).toEqual(bytes);
  });

  it('refuses what it cannot read and says why', () => {
    const tracker = new SkillTracker(grid);
    run(tracker, 3, 10, { served: [8, 9, 11], ...floorsAt(15) });
    const bytes = tracker.export();
    const cut = SkillTracker.restore(bytes.subarray(0, bytes.length - 4), grid);
    expect(cut.kind === 'unusable' && cut.message).toContain('cut off');
    expect(SkillTracker.restore(new Uint8Array(3), grid).kind).toBe('unusable');
    expect(SkillTracker.restore(bytes, { ...grid, stepSeconds: 60 }).kind).toBe('unusable');
  });

  it('gives the place of a series that went away to a new one', () => {
    const tracker = new SkillTracker(grid);
    run(tracker, 40, 10, { served: [8, 9, 11], ...floorsAt(15) });
    const other = { ...cpu, serverId: 'b' };
    run(tracker, 2, 10, { served: [8, 9, 11], ...floorsAt(15) }, start + 480, other);
    expect(tracker.skill(other)).toBeNull();
    expect(tracker.seriesCount).toBeLessThanOrEqual(2);
  });
});
