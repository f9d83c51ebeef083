/** The whole service, a vendor that does not answer, and kill -9 between making a ticket and hearing of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TicketList, Warning, WarningDetail, WarningPage } from '@fleetcast/contract';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { eventually } from '../service/eventually.ts';
import { pushFleet } from '../service/pushed-fleet.ts';
import { JiraServer } from './jira-server.ts';

const hour = 3_600_000;
/** Peaks spread over the day, so that some server is always on its way to the threshold. */
const fleet = { servers: Array.from({ length: 18 }, (_, i) => `web-${i}`), metrics: ['cpu'], stepMs: 300_000 };
const warnings = { severities: { critical: { probability: 0.02 }, warning: { probability: 0.02 } } };

let folder: string;
let jira: JiraServer;
let running: ListeningProcess[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-ticket-kills-'));
  jira = new JiraServer('ops@example.org', 'jira-secret');
  running = [];
});
afterEach(async () => {
  for (const service of running) service.kill('SIGKILL');
  await Promise.all(running.map(({ exited }) => exited));
  await jira.web.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(jiraUrl: string): Promise<ListeningProcess> {
  const tickets = { pollSeconds: 1, systems: [{ kind: 'jira', name: 'jira', url: jiraUrl, email: 'ops@example.org', token: 'jira-secret', project: 'OPS' }] };
  const service = await startServiceProcess(folder, { metrics: [{ metric: 'cpu', warning: 50, critical: null }], warnings, tickets }, { environment: {} });
  running.push(service);
  return service;
}

async function json<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

function tell(url: string, { region, server, metric, threshold: { direction } }: Warning, status: 'firing' | 'resolved'): Promise<Response> {
  const alert = { status, labels: { alertname: 'Fleetcast warning', region, server, metric, direction }, annotations: {}, startsAt: '2026-01-05T12:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'f' };
  const body = JSON.stringify({ receiver: 'tickets', status, externalURL: 'http://grafana', alerts: [alert] });
  return fetch(`${url}/v1/hooks/grafana`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

it('a service killed while the vendor makes a ticket goes on with that one: it is made once, tells its state, and closes', async () => {
  const jiraUrl = await jira.web.start();
  const first = await start(jiraUrl);
  await pushFleet(first.url, fleet, Date.now() - 36 * hour, Date.now());
  const warning = await eventually(async () => {
    const [open] = (await json<WarningPage>(`${first.url}/v1/warnings`)).warnings;
    expect(open).toBeDefined();
    return open;
  });
  jira.web.faults.push({ method: 'POST', path: /\/issue$/, fault: 'silence-after' });
  // answered although the vendor will not answer for as long as it is waited for
  expect((await tell(first.url, warning, 'firing')).status).toBe(202);
  await eventually(async () => expect(jira.issues).toHaveLength(1));
  first.kill('SIGKILL');
  await first.exited;

  const second = await start(jiraUrl);
  await eventually(async () => expect((await json<TicketList>(`${second.url}/v1/tickets`)).tickets).toMatchObject([{ key: 'OPS-1', isDelivered: true, wanted: 'open' }]));
  await tell(second.url, warning, 'firing');
  jira.issues[0].status = 'In Progress';
  await eventually(async () => expect((await json<WarningDetail>(`${second.url}/v1/warnings/${warning.warningId}`)).acknowledged).toMatchObject({ by: 'jira OPS-1' }));
  expect((await tell(second.url, warning, 'resolved')).status).toBe(202);
  await eventually(async () => expect(jira.issues.map(({ status }) => status)).toEqual(['Done']));
  expect(jira.web.violations).toEqual([]);
});
