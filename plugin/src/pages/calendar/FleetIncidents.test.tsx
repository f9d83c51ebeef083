import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ToldIncident } from '@fleetcast/contract';
import { config } from '@grafana/runtime';
import React from 'react';
import { RouterAt } from '../../../test/RouterAt.tsx';
import { exampleFreshness, exampleIncident, exampleServer } from '../../../test/example-answers.ts';
import { FakeBackend, ok } from '../../../test/fake-backend.ts';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { ServiceClient } from '../../api/service-client.ts';
import { CalendarPage } from './CalendarPage.tsx';

const over: ToldIncident = { ...exampleIncident, incidentId: 'over', title: 'Link down', serverIds: [], startMs: 1_000, endMs: 3_601_000, note: '' };
const refused = (code: string, status: number, message: string) => ({ status, body: { error: { code, message, requestId: 'r', retryable: false } } });

function show(incidents: readonly ToldIncident[], orgRole: 'Viewer' | 'Editor', answer: (url: URL) => ReturnType<typeof ok> | undefined = () => undefined) {
  config.bootData = { ...config.bootData, user: { ...config.bootData?.user, orgRole } } as typeof config.bootData;
  const fleet = { ...exampleFreshness, total: 1, counts: { critical: 0, warning: 1, ok: 0, learning: 0, stale: 0, unknown: 0 }, servers: [exampleServer], nextCursor: null };
  const list = { incidents, total: incidents.length, nextCursor: null };
  const backend = new FakeBackend((url) => answer(url) ?? ok(url.pathname.endsWith('/v1/fleet') ? fleet : url.pathname.includes('/operate/') ? exampleIncident : list));
  render(<RouterAt address="/?view=incidents"><ServiceClientContext value={new ServiceClient(() => backend)}><CalendarPage /></ServiceClientContext></RouterAt>);
  return backend;
}
const sent = (backend: FakeBackend, method: string) => backend.requests.find((request) => request.method === method);
const rows = async () => within(await screen.findByRole('region', { name: 'Reported incidents' })).getAllByRole('row').slice(1);

const bootData = config.bootData;
afterEach(() => {
  config.bootData = bootData;
});

describe('incidents on the Calendar page', () => {
  it('are told with what they concern by name, how long they last and who said so; viewers only read', async () => {
    const backend = show([exampleIncident, over], 'Viewer');
    const [first, second] = await rows();
    expect(first.textContent).toMatch(/^Storage lostTicket 17Goes on.* so farweb\/001ada$/);
    expect(second.textContent).toMatch(/^Link downOver.*1 hThe whole fleetada$/);
    expect(backend.urls).toContain('/read/v1/fleet?serverId=eu_web001&limit=1');
    expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual(['ada: history of Storage lost', 'ada: history of Link down']);
  });

  it('tell everybody who did what, also those that were removed', async () => {
    const { unknownServerIds: _, ...stored } = exampleIncident;
    const { title, serverIds, startMs, endMs, note } = stored;
    const change = { version: 1, actor: 'ada', cause: 'request', at: exampleIncident.reportedAt, said: { title, serverIds, startMs, endMs, note } };
    const history = { changes: [{ ...change, kind: 'reported' }, { ...change, kind: 'removed', actor: 'bob' }] };
    const backend = show([], 'Viewer', (url) =>
      url.pathname.endsWith('/removed') ? ok({ removed: [{ incident: stored, removedAt: exampleIncident.changedAt, removedBy: 'bob' }] }) : url.pathname.endsWith('/history') ? ok(history) : undefined);
    expect(await screen.findByText('No incident was reported')).toBeTruthy();
    expect(backend.urls.some((url) => url.includes('/removed'))).toBe(false);
    await userEvent.click(screen.getByLabelText('Removed ones too'));
    expect(within(await screen.findByRole('region', { name: 'Removed incidents' })).getAllByRole('row')[1].textContent).toMatch(/^Storage lost.*web\/001.*bob$/);
    await userEvent.click(screen.getByRole('button', { name: 'bob: history of Storage lost' }));
    const drawer = within(await screen.findByRole('dialog'));
    expect((await drawer.findAllByRole('listitem')).map(({ textContent }) => textContent)).toEqual([expect.stringMatching(/^Reported: “Storage lost” since .*, web\/001\..*, ada$/), expect.stringMatching(/^Removed\..*, bob$/)]);
  });

  it('are shown while nobody has a name yet', async () => {
    show([exampleIncident], 'Viewer', (url) => (url.pathname.endsWith('/v1/fleet') ? refused('not_ready', 503, 'No forecast yet.') : undefined));
    expect((await rows())[0].textContent).toContain('eu_web001');
  });

  it('say which of the servers they name nobody knows', async () => {
    show([{ ...exampleIncident, serverIds: ['eu_web001', 'web-1'], unknownServerIds: ['web-1'] }, over], 'Viewer');
    const [first, second] = await rows();
    expect(first.textContent).toContain('web/001, web-1 No server has the id web-1');
    expect(second.textContent).not.toContain('No server has');
  });

  it('are reported by editors: for the whole fleet unless servers are chosen', async () => {
    const backend = show([], 'Editor');
    expect(await screen.findByText('No incident was reported')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Report an incident' }));
    const drawer = within(await screen.findByRole('dialog'));
    expect(drawer.getByRole<HTMLButtonElement>('button', { name: 'Report' }).disabled).toBe(true);
    await userEvent.type(drawer.getByLabelText(/^What happened/), ' Power cut ');
    await userEvent.click(drawer.getByRole('button', { name: 'Report' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent(backend, 'POST')).toMatchObject({ url: expect.stringContaining('/operate/v1/incidents'), data: { title: 'Power cut', serverIds: [], endMs: null, note: '' } });
  });

  it('are over at a click, at the version that was seen, and the page says when somebody else was quicker', async () => {
    const conflict = refused('incident_conflict', 409, 'The incident is at version 3 by now; read it again before changing it.');
    const backend = show([exampleIncident], 'Editor', (url) => (url.pathname.endsWith('/incidents/storage') ? conflict : undefined));
    await userEvent.click(await screen.findByRole('button', { name: 'Storage lost is over' }));
    expect(await screen.findByText(/is at version 3 by now/)).toBeTruthy();
    expect(sent(backend, 'PUT')?.data).toMatchObject({ expectedVersion: 2, incident: { title: 'Storage lost', serverIds: ['eu_web001'], startMs: exampleIncident.startMs, endMs: expect.any(Number) } });
  });

  it('are changed in the form and removed after asking', async () => {
    const backend = show([exampleIncident], 'Editor', (url) => (url.searchParams.has('expectedVersion') ? ok({ incidentId: 'storage', removed: true }) : undefined));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Storage lost' }));
    const drawer = within(await screen.findByRole('dialog'));
    await userEvent.type(drawer.getByLabelText(/^What happened/), ' again');
    await userEvent.click(drawer.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent(backend, 'PUT')?.data).toMatchObject({ expectedVersion: 2, incident: { title: 'Storage lost again', startMs: exampleIncident.startMs } }));
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Storage lost' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(sent(backend, 'DELETE')?.url).toContain('/operate/v1/incidents/storage?expectedVersion=2'));
  });
});
