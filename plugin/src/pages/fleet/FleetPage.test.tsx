import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { locationService, setChromeHeaderHeightHook } from '@grafana/runtime';
import React, { useLayoutEffect, useState } from 'react';
import { type Location, type Navigator, Router } from 'react-router';
import { exampleTiers } from '../../../test/example-executive.ts';
import { exampleFreshness, exampleInsights, exampleServer } from '../../../test/example-answers.ts';
import { FakeBackend, ok } from '../../../test/fake-backend.ts';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { ServiceClient } from '../../api/service-client.ts';
import { FleetPage } from './FleetPage.tsx';

const counts = { critical: 1, warning: 2, ok: 3, learning: 0, stale: 0, unknown: 0 };
const servers = [{ ...exampleServer, server: 'db/Ünï: 50 % x', status: 'critical' as const }, { ...exampleServer, serverId: 'eu_web002', server: 'web-002' }];
const page = (change: object = {}) => ({ ...exampleFreshness, total: servers.length, counts, servers, nextCursor: null, ...change });
const facets = { regions: ['eu'], profiles: ['web', 'db'], tiers: [], metrics: ['cpu'] };
const serving = (fleet: (url: URL) => object) => new FakeBackend((url) => ok(url.pathname.endsWith('/facets') ? facets : url.pathname.endsWith('/insights') ? exampleInsights : url.pathname.endsWith('/tiers') ? exampleTiers : fleet(url)));

const queryInUrl = () => (locationService.getLocation() as unknown as Location).search;

/** Grafana's router, which follows its location service. */
function GrafanaRouter({ children }: { readonly children: React.ReactNode }) {
  const history = locationService.getHistory() as unknown as Navigator & { readonly location: Location; listen(told: (location: Location) => void): () => void };
  const [location, setLocation] = useState(history.location);
  useLayoutEffect(() => history.listen(setLocation), [history]);
  return <Router location={location} navigator={history}>{children}</Router>;
}

function show(backend: FakeBackend) {
  const client = new ServiceClient(() => backend);
  return render(<GrafanaRouter><ServiceClientContext value={client}><FleetPage /></ServiceClientContext></GrafanaRouter>);
}

setChromeHeaderHeightHook(() => 40);
beforeEach(() => locationService.replace('/a/fleetcast-forecasting-app/fleet'));

describe('the Fleet page', () => {
  it('shows each server with its risk, worst metric and breach, and links to its page', async () => {
    show(serving(() => page()));
    const link = await screen.findByRole('link', { name: 'db/Ünï: 50 % x' });
    expect(link.getAttribute('href')).toBe('/a/fleetcast-forecasting-app/servers/eu_web001');
    const row = within(link.closest<HTMLElement>('[role=row]')!);
    for (const text of ['Critical', '64%', 'Disk IO', 'in 2 h', 'High']) expect(row.getByText(text)).toBeTruthy();
    expect(row.getByRole('img', { name: /last 24 hours and forecast/ })).toBeTruthy();
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('3');
  });

  it('says above the table who is predicted to degrade, what to do, and how each profile stands', async () => {
    locationService.replace('/a/fleetcast-forecasting-app/fleet?profile=web&status=ok');
    const backend = serving(() => page());
    show(backend);
    const insights = within(await screen.findByRole('region', { name: 'Insights' }));
    expect((await insights.findByRole('status')).textContent).toBe('3 servers predicted to degrade in the next 8 hours');
    expect(backend.urls).toContain('/read/v1/insights?profile=web');
    const [first] = within(insights.getByRole('list', { name: 'Servers predicted to degrade' })).getAllByRole('listitem');
    expect(first.textContent).toBe('Criticalweb/001web, euMemory used reaches 85% in about 2 h, 80% likely (confidence high).Do: Restart the process');
    expect(insights.getByText('and 2 more')).toBeTruthy();
    const database = insights.getByRole('link', { name: 'database' });
    expect(database.getAttribute('href')).toBe('/a/fleetcast-forecasting-app/fleet?profile=database');
    expect(database.closest('li')?.textContent).toBe('database 1 stale, 9 OK');
  });

  it('shows how likely the servers of a tier breach together, by link', async () => {
    show(serving(() => page()));
    await userEvent.click(await screen.findByRole('tab', { name: 'Tiers' }));
    expect(queryInUrl()).toBe('?view=tiers');
    const row = within(await screen.findByRole('region', { name: 'Tiers' })).getAllByRole('row')[1];
    expect([...row.children].map(({ textContent }) => textContent)).toEqual(['shop eu', 'CPU', 'Critical', '3', '40%', '10% (2 or more)', '25% (1 or more of 2)']);
  });

  it('says what to do where no tier has two servers', async () => {
    locationService.replace('/a/fleetcast-forecasting-app/fleet?view=tiers&region=us');
    show(serving(() => page()));
    expect(await screen.findByText('No tier has two servers with a threshold')).toBeTruthy();
  });

  it('counts servers by status, and filters by a click on a count', async () => {
    const backend = serving(() => page());
    show(backend);
    await userEvent.click(await screen.findByRole('button', { name: /2\s*Warning/ }));
    expect(queryInUrl()).toBe('?status=warning');
    await waitFor(() => expect(backend.urls.some((url) => url.includes('status=warning') && url.includes('sparkline'))).toBe(true));
    expect(screen.getByRole('button', { name: /2\s*Warning/ }).getAttribute('aria-pressed')).toBe('true');
  });

  it('searches for what is typed, once the typing stops', async () => {
    const backend = serving(() => page());
    show(backend);
    await userEvent.type(await screen.findByLabelText('Search servers by name'), 'web 50%');
    await waitFor(() => expect(queryInUrl()).toBe('?search=web+50%25'));
    const searches = () => backend.urls.filter((url) => url.includes('search=') && url.includes('sparkline'));
    await waitFor(() => expect(searches()).toEqual(['/read/v1/fleet?search=web+50%&sort=risk&order=desc&fields=sparkline&limit=500']));
  });

  it('sorts by a column whose head is clicked', async () => {
    show(serving(() => page()));
    await userEvent.click(await screen.findByRole('button', { name: 'Server' }));
    expect(queryInUrl()).toBe('?sort=server');
    expect(screen.getByRole('columnheader', { name: 'Server' }).getAttribute('aria-sort')).toBe('ascending');
  });

  it('says that nothing matches, and clears the filters', async () => {
    locationService.replace('/a/fleetcast-forecasting-app/fleet?search=nobody');
    show(serving((url) => (url.searchParams.has('search') ? page({ total: 0, servers: [] }) : page())));
    expect(await screen.findByText('No server matches')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Clear search and filters' }));
    expect(await screen.findByRole('link', { name: 'web-002' })).toBeTruthy();
  });

  it('says what to do while there are no servers at all', async () => {
    show(serving(() => page({ total: 0, servers: [] })));
    expect(await screen.findByText('No server has sent metrics yet')).toBeTruthy();
  });

  it('says why nothing is shown when the service cannot be reached, and asks again on demand', async () => {
    let isUp = false;
    show(new FakeBackend((url) => (isUp ? ok(url.pathname.endsWith('/facets') ? facets : page()) : { status: 502, body: '' })));
    expect(await screen.findByText('Grafana cannot reach the Fleetcast service')).toBeTruthy();
    // Only administrators may open it.
    expect(screen.queryByRole('link', { name: 'Open Configuration' })).toBeNull();
    isUp = true;
    await userEvent.click(screen.getByRole('button', { name: 'Try again now' }));
    expect(await screen.findByRole('link', { name: 'web-002' })).toBeTruthy();
    expect(screen.queryByText('Grafana cannot reach the Fleetcast service')).toBeNull();
  });

  it('warns of a stale snapshot, and shows it all the same', async () => {
    show(serving(() => page({ stale: true, ageSeconds: 3600, staleReason: 'Source prometheus is down.' })));
    expect(await screen.findByText('These forecasts are 1 h old')).toBeTruthy();
    expect(screen.getByText('Source prometheus is down.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'web-002' })).toBeTruthy();
  });
});
