import { fleetPage, serverStatus } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { madeAtMs, originMs, publishedFleet, stepMs, type SampleServer } from '../../../test/service/sample-fleet.ts';
import { fleetPageOf, type FleetListing } from './fleet-page.ts';
import type { Published } from './published.ts';

const fleet: readonly SampleServer[] = [
  { server: 'web-10', risk: 0.2, profile: 'web' },
  { server: 'web-2', risk: 0.95, p50Minutes: 90, profile: 'web', region: 'us' },
  { server: 'db/α 50%:1', risk: 0.7, p50Minutes: 30, profile: 'database', tier: 'shop' },
  { server: 'cache-1', risk: null, profile: 'cache' },
  { server: 'batch-1', risk: 0.1, behind: 5, profile: 'batch' },
];
const byRisk: FleetListing = { limit: 200, sort: 'risk' };

function page(published: Published, listing: Partial<FleetListing>, nowMs = madeAtMs) {
  const outcome = fleetPageOf(published, { ...byRisk, ...listing }, nowMs);
  if (outcome.kind !== 'page') throw new Error(outcome.kind);
  return outcome.page;
}

const names = (published: Published, listing: Partial<FleetListing>, nowMs?: number) => page(published, listing, nowMs).servers.map(({ server }) => server);

describe('a page of the fleet', () => {
  const published = publishedFleet(fleet);

  it('is what the contract says', () => {
    const whole = page(published, { fields: ['sparkline'] });
    expect(fleetPage.parse(whole)).toEqual(whole);
    expect(whole.servers[0].sparkline?.history).toHaveLength(48);
  });

  it.each([
    [{ sort: 'risk' }, ['web-2', 'db/α 50%:1', 'web-10', 'batch-1', 'cache-1']],
    [{ sort: 'risk', order: 'asc' }, ['batch-1', 'web-10', 'db/α 50%:1', 'web-2', 'cache-1']],
    [{ sort: 'server' }, ['batch-1', 'cache-1', 'db/α 50%:1', 'web-2', 'web-10']],
    [{ sort: 'server', order: 'desc' }, ['web-10', 'web-2', 'db/α 50%:1', 'cache-1', 'batch-1']],
    [{ sort: 'profile' }, ['batch-1', 'cache-1', 'db/α 50%:1', 'web-2', 'web-10']],
    [{ sort: 'breachAt' }, ['db/α 50%:1', 'web-2', 'batch-1', 'cache-1', 'web-10']],
  ] as const)('sorted by %j puts what cannot be ranked last', (listing, expected) => {
    expect(names(published, listing)).toEqual(expected);
  });

  it.each([
    [{ search: 'WEB' }, ['web-2', 'web-10']],
    [{ search: 'Α 50%' }, ['db/α 50%:1']],
    [{ profile: ['database', 'cache'] }, ['db/α 50%:1', 'cache-1']],
    [{ region: ['us'] }, ['web-2']],
    [{ tier: ['shop'] }, ['db/α 50%:1']],
    [{ status: ['stale'] }, ['batch-1']],
    [{ status: ['warning'] }, ['web-2', 'db/α 50%:1']],
    [{ confidence: ['high'] }, []],
  ] as const)('filtered by %j shows what fits', (listing, expected) => {
    expect(names(published, listing)).toEqual(expected);
  });

  it('filtered by ids shows those that are known', () => {
    const serverId = page(published, {}).servers.filter(({ server }) => ['web-2', 'cache-1'].includes(server)).map((one) => one.serverId);
    expect(names(published, { serverId: [...serverId, 'nobody'] })).toEqual(['web-2', 'cache-1']);
  });

  it('counts all that match, by status, not only those of the page', () => {
    const { total, counts } = page(published, { limit: 1 });
    expect(total).toBe(5);
    expect(counts).toEqual({ ...Object.fromEntries(serverStatus.options.map((status) => [status, 0])), warning: 2, ok: 1, stale: 1, unknown: 1 });
  });

  it('leads through the whole fleet once, page by page, whatever is filtered', () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const one = page(published, { limit: 2, search: 'e', cursor });
      seen.push(...one.servers.map(({ server }) => server));
      cursor = one.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(names(published, { search: 'e' }));
  });

  it('goes on behind the same server when another snapshot has come in between', () => {
    const { nextCursor } = page(published, { limit: 2 });
    const later = publishedFleet([{ server: 'new-1', risk: 0.99 }, ...fleet].map((sample) => ({ ...sample })), madeAtMs + 1000);
    // ids follow the order of the sample, so the server at the cursor, id-2, is now web-2
    expect(names(later, { cursor: nextCursor! })).toEqual(['db/α 50%:1', 'web-10', 'batch-1', 'cache-1']);
  });

  it('refuses a cursor that is not its own', () => {
    expect(fleetPageOf(published, { ...byRisk, cursor: 'nonsense' }, madeAtMs).kind).toBe('bad-cursor');
  });

  it('calls every server stale once its newest sample is older than two cycles, without a new snapshot', () => {
    expect(page(published, {}, originMs + 2 * stepMs).counts.stale).toBe(1);
    const late = page(published, {}, originMs + 5 * stepMs);
    expect(late.counts.stale).toBe(5);
    expect(late.stale).toBe(true);
    expect(late.staleReason).toContain('minutes old');
  });

  it('tells when the worst metric breaches, and how long that is from now', () => {
    const [first] = page(published, {}, originMs + 10 * 60_000).servers;
    expect(first).toMatchObject({ worstMetric: 'cpu', risk: 0.95, breachAt: new Date(originMs + 90 * 60_000).toISOString() });
    expect(first.timeToBreach).toEqual({ p10Minutes: 35, p50Minutes: 80, p90Minutes: 170 });
  });

  it('tells that a breach is under way, however soon it is expected to end', () => {
    const [ending] = page(publishedFleet([{ server: 'db-1', risk: 0.3, underWay: true }]), {}).servers;
    expect(ending).toMatchObject({ status: 'warning', breachAt: new Date(originMs).toISOString(), timeToBreach: null });
  });

  it('of 10,000 servers with sparklines stays under 200 KB', () => {
    const large = publishedFleet(Array.from({ length: 10_000 }, (_, i) => ({ server: `server-${i}.example.internal`, risk: (i % 1000) / 1000, p50Minutes: i % 480 })));
    expect(JSON.stringify(page(large, { fields: ['sparkline'] })).length).toBeLessThan(200_000);
  });
});
