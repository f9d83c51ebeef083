import { describe, expect, it } from '@jest/globals';
import type { FleetPage, FleetQuery } from '@fleetcast/contract';
import { exampleForecast, exampleFreshness, exampleServer } from '../../test/example-answers.ts';
import { loadFleet, loadForecasts } from './every-page.ts';

/** A fleet of `total` servers in pages of 500 that begins with `first` ones on its second reading. */
function pagedFleet(total: number) {
  const asked: FleetQuery[] = [];
  const fleet = async (query: FleetQuery): Promise<FleetPage> => {
    asked.push(query);
    const start = Number(query.cursor ?? 0);
    const end = Math.min(total, start + Number(query.limit));
    const servers = Array.from({ length: end - start }, (_, index) => ({ ...exampleServer, serverId: `s${start + index}` }));
    return { ...exampleFreshness, total, counts: { critical: 0, warning: total, ok: 0, learning: 0, stale: 0, unknown: 0 }, servers, nextCursor: end < total ? String(end) : null };
  };
  return { asked, fleet };
}

describe('a fleet of many pages', () => {
  it('is read page by page until it ends, in order', async () => {
    const service = pagedFleet(1234);
    const loaded = await loadFleet(service, { sort: 'risk' }, 5000);
    expect(loaded.servers.map(({ serverId }) => serverId)).toEqual(Array.from({ length: 1234 }, (_, index) => `s${index}`));
    expect(loaded.hasMore).toBe(false);
    expect(service.asked.map(({ cursor }) => cursor)).toEqual([undefined, '500', '1000']);
  });

  it('is read no further than wanted', async () => {
    const service = pagedFleet(10_000);
    const loaded = await loadFleet(service, {}, 1000);
    expect([loaded.servers.length, loaded.hasMore, loaded.total, service.asked.length]).toEqual([1000, true, 10_000, 2]);
  });

  it('shows its first rows before its last ones are there', async () => {
    const parts: number[] = [];
    await loadFleet(pagedFleet(1100), {}, 5000, undefined, ({ servers }) => parts.push(servers.length));
    expect(parts).toEqual([500, 1000]);
  });
});

describe('forecasts of many pages', () => {
  it('stop at the limit, and tell how many match', async () => {
    const limits: unknown[] = [];
    const forecasts = async (query: { readonly limit?: unknown; readonly cursor?: string }) => {
      limits.push(query.limit);
      return { freshness: exampleFreshness, total: 900, forecasts: new Array(Number(query.limit)).fill(exampleForecast) as (typeof exampleForecast)[], nextCursor: 'next' };
    };
    const loaded = await loadForecasts({ forecasts }, {}, 250);
    expect([loaded.forecasts.length, loaded.total, limits]).toEqual([250, 900, [200, 50]]);
  });
});
