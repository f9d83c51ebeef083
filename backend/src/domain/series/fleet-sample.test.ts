import { describe, expect, it } from '@jest/globals';
import { isSampled, sampleShare } from './fleet-sample.ts';

const metrics = ['cpu', 'memory', 'disk', 'network'];
const fleet = (servers: number) => Array.from({ length: servers }, (_, i) => metrics.map((metric) => ({ serverId: `web-${i}`, metric }))).flat();
const sampled = (servers: number, mostSeries: number) => {
  const series = fleet(servers);
  const share = sampleShare(series, mostSeries);
  return series.filter(({ serverId }) => isSampled(serverId, share));
};

describe('the sample of a large fleet', () => {
  it('is the whole fleet where that is not too large', () => {
    expect(sampled(100, 400)).toEqual(fleet(100));
  });

  it('holds as much as it may, every metric of every server in it', () => {
    const sample = sampled(1000, 1000);
    expect(sample).toHaveLength(1000);
    for (const metric of metrics) expect(sample.filter((one) => one.metric === metric)).toHaveLength(250);
  });

  it('stays the same when the fleet grows, but for those that no longer fit', () => {
    const names = (servers: number) => new Set(sampled(servers, 400).map(({ serverId }) => serverId));
    const before = names(200);
    expect([...names(300)].filter((serverId) => Number(serverId.slice(4)) < 200).every((serverId) => before.has(serverId))).toBe(true);
  });

  it('has one server at least, however many series that has', () => {
    expect(sampled(3, 2)).toHaveLength(metrics.length);
  });
});
