/** What the doctor says of ticket systems. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { examineTickets } from '../../src/app/doctor/examine-tickets.ts';
import { configSchema } from '../../src/app/config/schema.ts';
import { JiraServer } from './jira-server.ts';
import { ServiceNowServer } from './service-now-server.ts';

const jira = new JiraServer('ops@example.org', 'jira-secret');
const serviceNow = new ServiceNowServer('fleetcast', 'snow-secret');
let [jiraUrl, serviceNowUrl] = ['', ''];
beforeAll(async () => {
  [jiraUrl, serviceNowUrl] = [await jira.web.start(), await serviceNow.web.start()];
});
afterAll(() => Promise.all([jira.web.stop(), serviceNow.web.stop()]));

const open = { proxy: [], intake: [], hooks: [], metrics: [] };

function examined({ token = 'jira-secret', project = 'OPS', password = 'snow-secret', secret = '', tokens = open }: { token?: string; project?: string; password?: string; secret?: string; tokens?: Record<keyof typeof open, string[]> }) {
  const systems = [
    { kind: 'jira', name: 'jira', url: jiraUrl, email: 'ops@example.org', token, project },
    { kind: 'servicenow', name: 'snow', url: serviceNowUrl, username: 'fleetcast', password },
  ];
  const { tickets } = configSchema.parse({ tickets: { systems, signature: { secret } } });
  return examineTickets({ tickets, tokens }, new AbortController().signal);
}

it('says that all is well, and makes nothing', async () => {
  expect(await examined({})).toEqual([
    { level: 'ok', subject: 'tickets in jira', message: `${jiraUrl}, project OPS (Operations) answers and lets us read.` },
    { level: 'ok', subject: 'tickets in snow', message: `${serviceNowUrl}, table incident answers and lets us read.` },
  ]);
  expect([jira.issues, serviceNow.records, jira.web.violations, serviceNow.web.violations]).toEqual([[], [], [], []]);
});

it('says what is wrong with credentials and projects, without repeating a secret', async () => {
  const findings = await examined({ token: 'old-secret', password: 'old-secret' });
  expect(findings.map(({ level }) => level)).toEqual(['wrong', 'wrong']);
  expect(findings[0].message).toBe(`${jiraUrl} refused the credentials (HTTP 401): check user and token, and what they may do. It says: {"message":"who are you?"}`);
  expect(JSON.stringify(findings)).not.toContain('old-secret');
  expect((await examined({ project: 'GONE' }))[0]).toMatchObject({ level: 'wrong', message: expect.stringMatching(/refused it \(HTTP 404\)/) });
});

it('says when nobody may call the hook', async () => {
  const tokens = { ...open, proxy: ['p'] };
  expect((await examined({ tokens })).at(-1)).toMatchObject({ level: 'wrong', subject: 'tickets', message: expect.stringMatching(/^Nobody may call POST \/v1\/hooks\/grafana/) });
  expect(await examined({ tokens: { ...tokens, hooks: ['h'] } })).toHaveLength(2);
  expect(await examined({ tokens, secret: 'a secret of 16 characters or more' })).toHaveLength(2);
});

it('says nothing where there are none', async () => {
  const { tickets } = configSchema.parse({});
  expect(await examineTickets({ tickets, tokens: open }, new AbortController().signal)).toEqual([]);
});
