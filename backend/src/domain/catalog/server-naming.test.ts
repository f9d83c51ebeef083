import { serverIdentity } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { serverNaming, ServerNamer } from './server-naming.ts';

const namer = (options: unknown = {}) => new ServerNamer(serverNaming.parse(options), 'default');

describe('naming a server by its labels', () => {
  it("takes the host of Prometheus's instance label and guesses the profile", () => {
    expect(namer().observe({ instance: 'ppweb003:9100', job: 'node' })).toMatchObject({ server: 'ppweb003', region: 'default', tier: null, profile: 'web' });
  });

  it('gives one server one id, whichever source and exporter names it', () => {
    const [scraped, telegraf] = [namer().observe({ instance: 'ppweb003:9100', job: 'node' }), namer().observe({ host: 'ppweb003' })];
    expect(scraped?.serverId).toBe(telegraf?.serverId);
  });

  it('tells two servers of one name in two regions apart', () => {
    const ids = ['eu', 'us'].map((region) => namer().observe({ host: 'web1', region })?.serverId);
    expect(new Set(ids).size).toBe(2);
  });

  it('uses identity labels where a name alone is not enough', () => {
    const pods = namer({ name: { labels: ['pod'] }, identity: ['namespace'] });
    const [shop, blog] = [pods.observe({ pod: 'web-0', namespace: 'shop' }), pods.observe({ pod: 'web-0', namespace: 'blog' })];
    expect(shop?.server).toBe(blog?.server);
    expect(shop?.serverId).not.toBe(blog?.serverId);
  });

  it('reads region and tier out of the name when no label has them', () => {
    const named = namer({ region: { fromName: '^([a-z]+\\d)-' }, tier: { fromName: '-(shop|blog)-' } });
    expect(named.observe({ host: 'eu1-shop-db3' })).toMatchObject({ region: 'eu1', tier: 'shop', profile: 'database' });
    expect(named.observe({ host: 'eu1-shop-db3', region: 'us', tier: 'x' })).toMatchObject({ region: 'us', tier: 'x' });
  });

  it('prefers a profile label, then the configured rules, then its own', () => {
    const named = namer({ profile: { fromName: [{ pattern: '^gw', profile: 'gateway' }] } });
    expect(named.observe({ host: 'gw-web1', role: 'edge' })?.profile).toBe('edge');
    expect(named.observe({ host: 'GW-web1' })?.profile).toBe('gateway');
    expect(named.observe({ host: 'web1' })?.profile).toBe('web');
  });

  it('names nothing when no label does', () => {
    expect(namer().observe({ job: 'node' })).toBeUndefined();
    expect(namer().observe({ instance: '' })).toBeUndefined();
  });

  it('keeps IPv6 addresses whole and drops only the port', () => {
    expect(namer().observe({ instance: '[fe80::1]:9100' })?.server).toBe('[fe80::1]');
  });

  it('stays within what the contract allows, however long the labels are', () => {
    const long = 'x'.repeat(1000);
    const server = namer().observe({ host: long, region: long, tier: long, role: long });
    expect(serverIdentity.safeParse({ ...server }).success).toBe(true);
  });

  it('refuses expressions that cannot work, with words', () => {
    const faults = serverNaming.safeParse({ name: { pattern: '^abc$' }, tier: { fromName: '(' } });
    expect(faults.error?.issues.map((issue) => issue.message)).toEqual([
      'needs a group in round brackets around the part to take',
      'is not a valid regular expression',
      'needs a group in round brackets around the part to take',
    ]);
  });
});
