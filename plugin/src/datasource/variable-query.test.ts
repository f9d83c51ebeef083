import { describe, expect, it } from '@jest/globals';
import { exampleForecast, exampleFreshness, exampleServer } from '../../test/example-answers.ts';
import { FakeBackend, ok } from '../../test/fake-backend.ts';
import { ServiceClient } from '../api/service-client.ts';
import { variableValues } from './variable-query.ts';

const counts = { critical: 0, warning: 0, ok: 0, learning: 0, stale: 0, unknown: 0 };
const backend = () =>
  new FakeBackend(({ pathname }) =>
    pathname.endsWith('/metrics')
      ? ok({ metrics: [{ ...exampleForecast.info, name: 'cpu', title: 'CPU usage' }] })
      : pathname.endsWith('/facets')
      ? ok({ regions: ['eu'], profiles: ['web', 'db'], tiers: [], metrics: ['cpu', 'latency'] })
      : ok({ ...exampleFreshness, total: 2, counts, servers: [exampleServer, { ...exampleServer, region: 'us' }], nextCursor: null }),
  );
const same = (...names: string[]) => names.map((name) => ({ text: name, value: name }));
const ask = (from: FakeBackend, query: Parameters<typeof variableValues>[1]) => variableValues(new ServiceClient(() => from), query, new AbortController().signal);

describe('template variables', () => {
  it('list profiles, regions and metrics that are present, metrics by their titles', async () => {
    await expect(ask(backend(), { subject: 'profile' })).resolves.toEqual(same('web', 'db'));
    await expect(ask(backend(), { subject: 'region' })).resolves.toEqual(same('eu'));
    await expect(ask(backend(), { subject: 'metric' })).resolves.toEqual([{ text: 'CPU usage', value: 'cpu' }, { text: 'Latency', value: 'latency' }]);
  });

  it('list servers by name, once where regions share one, of the chosen profiles and regions', async () => {
    const from = backend();
    await expect(ask(from, { profiles: ['web'], regions: ['eu', 'us'] })).resolves.toEqual(same('web/001'));
    expect(from.urls[0]).toBe('/read/v1/fleet?profile=web&region=eu&region=us&sort=server&limit=500');
  });
});
