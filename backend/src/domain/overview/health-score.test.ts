import { describe, expect, it } from '@jest/globals';
import { madeAtMs, publishedFleet, type SampleServer } from '../../../test/service/sample-fleet.ts';
import { fleetHealthOf, healthLightOf, healthScoreOf } from './health-score.ts';

const calm = (server: string, risk: number | null = 0): SampleServer => ({ server, risk });
const example: readonly SampleServer[] = [
  { server: 'stale', risk: 0.9, behind: 5 },
  { server: 'broken', risk: 1, underWay: true },
  calm('a', 0.4),
  calm('b', 0.2),
  ...['c', 'd', 'e', 'f', 'g', 'h'].map((name) => calm(name)),
];

function healthOf(fleet: readonly SampleServer[]) {
  const { snapshot } = publishedFleet(fleet, madeAtMs);
  return fleetHealthOf(snapshot, fleet.keys(), (server) => snapshot.columns.serverStatus[server]);
}

describe('the health score', () => {
  it('is 90.2 in the worked example', () => {
    const health = healthOf(example);
    expect(health).toMatchObject({ servers: 10, seen: 9, inBreach: 1 });
    expect(health.expectedBreaches).toBeCloseTo(0.6, 6);
    const { score, parts } = healthScoreOf(health);
    expect(parts.now).toBeCloseTo(8 / 9, 6);
    expect(parts.ahead).toBeCloseTo(0.925, 6);
    expect(parts.sight).toBe(0.9);
    expect(score).toBeCloseTo(90.194, 3);
  });

  it('is 100 where nothing is wrong, 0 where nothing is seen, and nothing where nothing is', () => {
    expect(healthScoreOf(healthOf([calm('a'), calm('b')])).score).toBe(100);
    expect(healthScoreOf(healthOf([{ server: 'a', risk: 0, behind: 9 }])).score).toBe(0);
    expect(healthScoreOf(healthOf([])).score).toBeNull();
  });

  it('is what sight alone is worth where every server is in a breach', () => {
    expect(healthScoreOf(healthOf([{ server: 'a', risk: 1, underWay: true }])).score).toBeCloseTo(20, 6);
  });

  it('never falls when one more server is healthy, nor rises when one comes into a breach', () => {
    const before = healthScoreOf(healthOf(example)).score!;
    expect(healthScoreOf(healthOf([...example, calm('i')])).score).toBeGreaterThan(before);
    expect(healthScoreOf(healthOf([...example.slice(0, -1), { server: 'h', risk: 1, underWay: true }])).score).toBeLessThan(before);
  });

  it.each([
    [90.2, 0, 'green'],
    [90.2, 1, 'amber'],
    [89.9, 0, 'amber'],
    [74.9, 0, 'red'],
    [74.9, 3, 'red'],
    [null, 0, 'unknown'],
  ] as const)('shows %p with %p unattended pages as %s', (score, pages, light) => {
    expect(healthLightOf(score, pages)).toBe(light);
  });
});
