import { describe, expect, it } from '@jest/globals';
import { ToldNames } from './told-names.ts';

const server = (serverId: string, name: string, tier: string | null = null, region = 'eu') => ({ serverId, server: name, region, profile: 'web', tier });

describe('names in labels', () => {
  it('tell servers of one name, region and tier apart by their ids, and leave all others alone', () => {
    const servers = [server('a', 'web-1'), server('b', 'web-1'), server('c', 'web-1', 'shop'), server('d', 'web-1', null, 'us'), server('e', 'db-1')];
    const names = new ToldNames(servers);
    expect(servers.map((one) => names.told(one).server)).toEqual(['web-1 (a)', 'web-1 (b)', 'web-1', 'web-1', 'db-1']);
    expect(names.told(servers[4])).toBe(servers[4]);
  });
});
