import type { MetricInfo } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { madeAtMs, publishedFleet, type SampleServer } from '../../../test/service/sample-fleet.ts';
import { fleetProspects, headlineOf } from './fleet-insights.ts';

const cpu: MetricInfo = { name: 'cpu', title: 'CPU', kind: 'percent', unit: 'percent', thresholds: { warning: { value: 80, direction: 'above' }, critical: null } };
const fleet: readonly SampleServer[] = [
  { server: 'web-1', risk: 0.1, profile: 'web' },
  { server: 'web-2', risk: 0.64, p50Minutes: 121, profile: 'web' },
  { server: 'db-1', risk: 0.9, p50Minutes: 31, profile: 'database', tier: 'shop' },
  { server: 'db-2', risk: 1, underWay: true, profile: 'database' },
  { server: 'batch-1', risk: 0.9, behind: 5, profile: 'batch' },
  { server: 'cache-1', risk: null, profile: 'cache' },
];
const told = (filter: Partial<Parameters<typeof fleetProspects>[1]> = {}) => fleetProspects(publishedFleet(fleet), { limit: 5, ...filter }, () => cpu, madeAtMs);

describe('what a snapshot says of a fleet in a few sentences', () => {
  it('tells of the servers that degrade, the riskiest first, with metric, moment and confidence', () => {
    const { headline, degrading, servers, prospects } = told();
    expect(headline).toBe('3 servers predicted to degrade in the next 8 hours');
    expect({ degrading, servers }).toEqual({ degrading: 3, servers: 6 });
    expect(prospects.map(({ server, sentence }) => [server, sentence])).toEqual([
      ['db-2', 'CPU is above 80% now.'],
      ['db-1', 'CPU reaches 80% in about 30 min, 90% likely (confidence low).'],
      ['web-2', 'CPU reaches 80% in about 2 h, 64% likely (confidence low).'],
    ]);
  });

  it('groups by profile and status, those with most trouble first', () => {
    expect(told().groups.map(({ profile, servers, degrading }) => [profile, servers, degrading])).toEqual([['database', 2, 2], ['web', 2, 1], ['batch', 1, 0], ['cache', 1, 0]]);
    expect(told().groups[2].counts).toMatchObject({ stale: 1, warning: 0 });
  });

  it('tells of no more than was asked for, and counts all', () => {
    const { prospects, degrading } = told({ limit: 1 });
    expect(prospects.map(({ server }) => server)).toEqual(['db-2']);
    expect(degrading).toBe(3);
  });

  it('looks only at what fits the filters', () => {
    expect(told({ tier: ['shop'] })).toMatchObject({ servers: 1, degrading: 1, headline: '1 server predicted to degrade in the next 8 hours' });
    expect(told({ profile: ['nobody'] })).toMatchObject({ servers: 0, degrading: 0, groups: [], prospects: [] });
  });

  it('calls no stale server degrading, whatever was said of it', () => {
    expect(told({ profile: ['batch'] }).headline).toBe('No server predicted to degrade in the next 8 hours');
  });

  it('names a horizon of odd length in minutes', () => {
    expect(headlineOf(2, 90)).toBe('2 servers predicted to degrade in the next 90 minutes');
  });
});
