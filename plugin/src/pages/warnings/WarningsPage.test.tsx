import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { config, locationService, setChromeHeaderHeightHook } from '@grafana/runtime';
import React, { useLayoutEffect, useState } from 'react';
import { type Location, type Navigator, Route, Router, Routes } from 'react-router';
import { exampleForecast, exampleFreshness, exampleTicket, exampleWarning } from '../../../test/example-answers.ts';
import { FakeBackend, ok } from '../../../test/fake-backend.ts';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { ServiceClient } from '../../api/service-client.ts';
import { WarningsPage } from './WarningsPage.tsx';

const root = '/a/fleetcast-forecasting-app/warnings';
const page = { freshness: exampleFreshness, counts: { open: 1, acknowledged: 2, critical: 1, stale: 3 }, warnings: [exampleWarning], nextCursor: null };
const events = [
  { at: exampleWarning.openedAt, kind: 'opened', actor: 'service', text: 'cpu is expected above 80.' },
  { at: exampleWarning.openedAt, kind: 'commented', actor: 'ada', text: 'Looking into it' },
];
const facets = { regions: ['eu'], profiles: ['web'], tiers: [], metrics: ['cpu'] };

function backend(change: (url: URL) => unknown = () => undefined): FakeBackend {
  return new FakeBackend((url) => {
    const changed = change(url);
    if (changed !== undefined) return ok(changed);
    if (url.pathname.endsWith('/facets')) return ok(facets);
    if (url.pathname.endsWith('/metrics')) return ok({ metrics: [exampleForecast.info] });
    if (url.pathname.endsWith('/tickets')) return ok({ tickets: [], nextCursor: null });
    return ok(/warnings\/\w+/.test(url.pathname) ? { ...exampleWarning, events, group: [] } : page);
  });
}

function GrafanaRouter({ children }: { readonly children: React.ReactNode }) {
  const history = locationService.getHistory() as unknown as Navigator & { readonly location: Location; listen(told: (location: Location) => void): () => void };
  const [location, setLocation] = useState(history.location);
  useLayoutEffect(() => history.listen(setLocation), [history]);
  return <Router location={location} navigator={history}>{children}</Router>;
}

function show(service: FakeBackend, path = root) {
  locationService.replace(path);
  const routed = <Routes><Route path={root} element={<WarningsPage />} /><Route path={`${root}/:warningId`} element={<WarningsPage />} /></Routes>;
  return render(<GrafanaRouter><ServiceClientContext value={new ServiceClient(() => service)}>{routed}</ServiceClientContext></GrafanaRouter>);
}

function as(orgRole: string): void {
  Object.assign(config.bootData, { user: { ...config.bootData?.user, orgRole } });
}

setChromeHeaderHeightHook(() => 40);
beforeEach(() => as('Editor'));

describe('the Warnings page', () => {
  it('shows what is open, and how much is looked after', async () => {
    show(backend());
    const link = await screen.findByRole('link', { name: 'web/001: CPU above 80%' });
    expect(link.getAttribute('href')).toBe(`${root}/${exampleWarning.warningId}`);
    const row = within(link.closest<HTMLElement>('[role=row]')!);
    for (const text of ['Warning', '84%', 'in 2 h', '1 h to 4 h']) expect(row.getByText(text)).toBeTruthy();
    expect(screen.getByText('1 critical, 3 without new data')).toBeTruthy();
    expect(screen.getByRole('tab', { name: /Acknowledged/ }).textContent).toContain('2');
  });

  it('are sorted, and the other way round, without the heads of columns, which a phone does not show', async () => {
    const service = backend();
    show(service, `${root}?sort=impact`);
    expect(await screen.findByRole('combobox', { name: 'Sort by' })).toHaveProperty('value', 'Time of breach');
    await userEvent.click(screen.getByRole('button', { name: 'Sorted ascending; turn round' }));
    expect(await screen.findByRole('button', { name: 'Sorted descending; turn round' })).toBeTruthy();
    await waitFor(() => expect(service.urls.some((url) => url.includes('sort=impact&order=desc'))).toBe(true));
  });

  it('say that nothing was forecast yet, instead of that all is well', async () => {
    show(backend((url) => (url.pathname.endsWith('/warnings') ? { ...page, freshness: null, warnings: [] } : undefined)));
    expect(await screen.findByText(/Nothing has been forecast yet/)).toBeTruthy();
  });

  it('shows in the history what became of each', async () => {
    const over = { ...exampleWarning, state: 'cleared', outcome: 'came-true', leadMinutes: 95, current: null, timeToImpact: null };
    const service = backend((url) => (url.search.includes('state=cleared') ? { ...page, warnings: [over] } : undefined));
    show(service);
    await userEvent.click(await screen.findByRole('tab', { name: 'History' }));
    expect(await screen.findByText('Came true')).toBeTruthy();
    expect(screen.getByText('1 h 35 min')).toBeTruthy();
  });

  it('opens one warning by its link, with what people said', async () => {
    show(backend(), `${root}/${exampleWarning.warningId}`);
    const drawer = within(await screen.findByRole('dialog'));
    expect(await drawer.findByText('Looking into it')).toBeTruthy();
    expect(drawer.getByRole('link', { name: 'web/001' }).getAttribute('href')).toBe('/a/fleetcast-forecasting-app/servers/eu_web001');
  });

  it('shows the tickets of its group in other systems, and what is wrong with them', async () => {
    const unmade = { ...exampleTicket, ticketId: 'snow/0', system: 'snow', key: null, url: null, state: null, isDelivered: false, waitingBecause: 'It answered HTTP 503.' };
    show(backend((url) => (url.pathname.endsWith('/tickets') ? { tickets: [exampleTicket, unmade], nextCursor: null } : undefined)), `${root}/${exampleWarning.warningId}`);
    const tickets = within(await screen.findByRole('region', { name: 'Tickets' }));
    expect(tickets.getByRole('link', { name: /OPS-12/ }).getAttribute('href')).toBe(exampleTicket.url);
    for (const text of ['In Progress', 'to be made', 'It answered HTTP 503.']) expect(tickets.getByText(text)).toBeTruthy();
  });

  it('lets an editor acknowledge with a comment, through the route of editors', async () => {
    const service = backend();
    show(service, `${root}/${exampleWarning.warningId}`);
    await userEvent.type(await screen.findByLabelText('Comment, or what was done'), 'On it');
    await userEvent.click(screen.getByRole('button', { name: 'Acknowledge' }));
    await waitFor(() => expect(service.requests.some(({ method }) => method === 'POST')).toBe(true));
    const sent = service.requests.find(({ method }) => method === 'POST')!;
    expect(sent.url).toContain(`/operate/v1/warnings/${exampleWarning.warningId}/acknowledge`);
    expect(sent.data).toEqual({ comment: 'On it' });
  });

  it('tells a viewer who may answer', async () => {
    as('Viewer');
    show(backend(), `${root}/${exampleWarning.warningId}`);
    expect(await screen.findByText('Editors acknowledge warnings and comment on them.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  });

  it('says when nothing is open', async () => {
    show(backend((url) => (url.pathname.endsWith('/warnings') ? { ...page, warnings: [] } : undefined)));
    expect(await screen.findByText('No warning is open')).toBeTruthy();
  });
});
