import { describe, expect, it } from '@jest/globals';
import { madeAtMs, publishedFleet, stepMs } from '../../../test/service/sample-fleet.ts';
import { fleetGauges } from './fleet-gauges.ts';

const { snapshot, index } = publishedFleet([
  { server: 'web-1', risk: 0 },
  { server: 'web-2', risk: 1, underWay: true },
  { server: 'db 1', risk: 0.1, profile: 'data base', region: 'us' },
]);
const told = (nowMs: number) => fleetGauges(snapshot, index.directory.servers, nowMs).map(({ name, labels, value }) => [name.replace('fleetcast_fleet_', ''), Object.values(labels).join(' '), Number(value.toFixed(1))]);

describe('gauges of a fleet as a whole', () => {
  it('tell health, breaches and servers by status, each region by itself', () => {
    expect(told(madeAtMs)).toEqual([
      ['health', 'eu', 75],
      ['servers_in_breach', 'eu', 1],
      ['servers', 'eu web ok', 1],
      ['servers', 'eu web warning', 1],
      ['health', 'us', 97],
      ['servers_in_breach', 'us', 0],
      ['servers', 'us data base ok', 1],
    ]);
  });

  it('call servers stale when the snapshot that tells of them has become old', () => {
    expect(told(madeAtMs + 6 * stepMs)).toEqual([['health', 'eu', 0], ['servers_in_breach', 'eu', 0], ['servers', 'eu web stale', 2], ['health', 'us', 0], ['servers_in_breach', 'us', 0], ['servers', 'us data base stale', 1]]);
  });
});
