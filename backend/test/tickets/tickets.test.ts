/** Tickets in Jira and ServiceNow, from Grafana's alerts to the vendors' APIs and back. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolveForgotten } from '../../src/app/tickets/forgotten-tickets.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { alertOf, t0, TicketBed } from './ticket-bed.ts';

const minute = 60_000;
let bed: TicketBed;
beforeEach(async () => {
  bed = new TicketBed();
  await bed.start();
});
afterEach(async () => {
  const violations = [...bed.jira.web.violations, ...bed.serviceNow.web.violations];
  await bed.stop();
  expect(violations).toEqual([]);
});

const issueText = (place = 0) => JSON.stringify(bed.jira.issues[place].fields.description);

describe('tickets', () => {
  it('open in every system with what, when, how sure, what to do and a link', async () => {
    const warning = await bed.warn('web-1');
    expect(await bed.desk.take(bed.webhook([alertOf(warning)]))).toEqual({
      kind: 'taken',
      receipt: { ignored: [], tickets: [{ ticketId: `jira/${warning.groupId}`, system: 'jira', wanted: 'open', dropped: false }, { ticketId: `snow/${warning.groupId}`, system: 'snow', wanted: 'open', dropped: false }] },
    });
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
    expect(bed.jira.issues[0].fields).toMatchObject({ summary: 'warning: cpu of web-1 (eu) is expected above 80', labels: ['fleetcast', `fleetcast-${warning.groupId}`], priority: { name: 'High' } });
    expect(issueText()).toContain('About 2026-01-05 13:30 UTC; 8 times in 10 between 2026-01-05 12:30 UTC and 2026-01-05 15:20 UTC.');
    expect(issueText()).toContain('80%, says Model base-1');
    expect(issueText()).toContain('https://grafana.example.org/a/fleetcast-forecasting-app/servers/id-web-1');
    expect(bed.serviceNow.records).toMatchObject([{ short_description: 'warning: cpu of web-1 (eu) is expected above 80', correlation_id: `fleetcast-${warning.groupId}`, urgency: '2', assignment_group: 'unix', state: '1' }]);
    expect(bed.desk.active.map(({ external }) => external?.key)).toEqual(['OPS-1', 'INC0000001']);
  });

  it('stay one for a group, however many alerts, rules and repetitions there are', async () => {
    const lead = await bed.warn('web-1');
    const second = await bed.warn('web-2', lead);
    await bed.desk.take(bed.webhook([alertOf(lead), alertOf(second)]));
    await bed.deliver();
    await bed.desk.take(bed.webhook([alertOf(lead), alertOf(second)]));
    await bed.desk.take(bed.webhook([alertOf(lead, true, t0, 'FleetcastCritical')]));
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
    expect(bed.serviceNow.records).toHaveLength(1);
    expect(issueText()).toContain('cpu of web-2 (eu) is expected above 80 (same tier as web-1, about the same time).');
  });

  it('do not ask the vendor anything when Grafana only repeats itself', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.deliver();
    const asked = bed.jira.web.requests.length;
    expect(await bed.desk.take(bed.webhook([alertOf(warning)]))).toMatchObject({ receipt: { tickets: [] } });
    expect(await bed.deliver()).toBe(0);
    expect(bed.jira.web.requests).toHaveLength(asked);
  });

  it('tell what has become of their warning', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.deliver();
    bed.warnings.onChange((changes) => void bed.desk.follow(changes));
    await bed.warnings.acknowledge(warning.warningId, 'ada', undefined);
    await bed.desk.settled();
    await bed.deliver();
    expect(issueText()).toContain('acknowledged by ada at 2026-01-05 12:00 UTC');
    expect(bed.serviceNow.records[0].description).toContain('acknowledged by ada at 2026-01-05 12:00 UTC');
    expect(bed.jira.issues).toHaveLength(1);
  });

  it('close when the last alert is resolved, and open again when it fires anew', async () => {
    const lead = await bed.warn('web-1');
    const second = await bed.warn('web-2', lead);
    await bed.desk.take(bed.webhook([alertOf(lead), alertOf(second)]));
    await bed.deliver();
    await bed.desk.take(bed.webhook([alertOf(lead, false)]));
    await bed.deliver();
    expect([bed.jira.issues[0].status, bed.serviceNow.records[0].state]).toEqual(['To Do', '1']);
    await bed.desk.take(bed.webhook([alertOf(second, false)]));
    await bed.deliver();
    expect([bed.jira.issues[0].status, bed.serviceNow.records[0].state]).toEqual(['Done', '6']);
    expect(issueText()).toContain('Grafana has resolved every alert about it.');
    expect(bed.desk.active).toEqual([]);
    await bed.desk.take(bed.webhook([alertOf(lead, true, t0 + minute)]));
    await bed.deliver();
    expect([bed.jira.issues[0].status, bed.serviceNow.records[0].state]).toEqual(['To Do', '2']);
    expect(bed.jira.issues).toHaveLength(1);
  });

  it('are neither opened nor closed by notifications that come late', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.desk.take(bed.webhook([alertOf(warning, true, t0 + 10 * minute)]));
    await bed.desk.take(bed.webhook([alertOf(warning, false, t0)]));
    expect(bed.desk.active.map(({ wanted }) => wanted)).toEqual(['open', 'open']);
    await bed.desk.take(bed.webhook([alertOf(warning, false, t0 + 10 * minute)]));
    await bed.deliver();
    await bed.desk.take(bed.webhook([alertOf(warning, true, t0)]));
    expect(bed.desk.active).toEqual([]);
    expect(bed.jira.issues).toEqual([]);
  });

  it('are made of nothing that the service did not say', async () => {
    const warning = await bed.warn('web-1');
    const rule = { fingerprint: 'x', firing: true, startsAtMs: t0, labels: { alertname: 'FleetcastSilent' } };
    const { receipt } = (await bed.desk.take(bed.webhook([rule, alertOf({ ...warning, server: 'web-9' }), alertOf({ ...warning, server: 'web-9' }, false)]))) as { receipt: unknown };
    expect(receipt).toEqual({ tickets: [], ignored: ['not-a-warning', 'unknown-warning', 'no-ticket'] });
    expect(await bed.deliver()).toBe(0);
  });

  it('go only to systems that listen to the contact point', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)], { receiver: 'another' }));
    await bed.deliver();
    expect([bed.jira.issues.length, bed.serviceNow.records.length]).toEqual([1, 0]);
  });

  it('fit into the columns of their system, however large the group is', async () => {
    const lead = await bed.warn('web-0');
    const members = [];
    for (let i = 1; i < 40; i++) members.push(await bed.warn(`a-server-with-a-rather-long-name-${i}.example.org`, lead));
    await bed.desk.take(bed.webhook([lead, ...members].map((one) => alertOf(one))));
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
    expect(bed.serviceNow.records.map(({ description }) => description.length)).toEqual([4000]);
    expect(issueText()).toContain('And 19 more.');
  });

  it('close when their warnings cleared two hours ago and Grafana never said so', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.deliver();
    const cleared = storyOf('web-1', t0, { kind: 'cleared', because: 'calm', atMs: t0 + minute }).records[1];
    await bed.state.warnings.saveAll([cleared]);
    await resolveForgotten(bed.desk, bed.state.warnings, 'jira', t0 + 121 * minute);
    expect(await bed.deliver()).toBe(0);
    await resolveForgotten(bed.desk, bed.state.warnings, 'jira', t0 + 122 * minute);
    await bed.deliver();
    expect([bed.jira.issues[0].status, bed.serviceNow.records[0].state]).toEqual(['Done', '1']);
    expect((await bed.state.tickets.history(`jira/${warning.groupId}`)).at(-2)).toMatchObject({ kind: 'alerts-changed', actor: 'service', cause: 'its warnings have cleared long ago' });
  });

  it('are left to the people there when their system is taken out of the configuration', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.killAndRestart(['jira']);
    expect(bed.desk.active.map(({ system }) => system)).toEqual(['jira']);
    expect((await bed.state.tickets.find(`snow/${warning.groupId}`))?.ticket).toMatchObject({ wanted: 'closed', droppedBecause: 'No system is called snow any more (tickets.systems).' });
    expect(await bed.state.tickets.due('snow', t0, 9)).toEqual([]);
  });

  it('keep on record who asked, and what was done', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.deliver();
    const history = await bed.state.tickets.history(`jira/${warning.groupId}`);
    expect(history.map(({ kind, actor, cause }) => [kind, actor, cause])).toEqual([
      ['opened', 'Grafana, by token hooks-1', 'contact point fleetcast'], ['making', 'service', 'delivery'], ['made', 'service', 'delivery'], ['delivered', 'service', 'delivery'],
    ]);
  });
});

describe('the states of tickets', () => {
  it('acknowledge warnings or are told in their history, once each', async () => {
    const lead = await bed.warn('web-1');
    const second = await bed.warn('web-2', lead);
    await bed.desk.take(bed.webhook([alertOf(lead), alertOf(second)]));
    await bed.deliver();
    await bed.poll();
    expect(bed.warnings.open.map(({ state }) => state)).toEqual(['open', 'open']);
    bed.jira.issues[0].status = 'In Progress';
    await bed.poll();
    await bed.poll();
    expect(bed.warnings.open.map(({ acknowledged }) => acknowledged?.by)).toEqual(['jira OPS-1', 'jira OPS-1']);
    bed.serviceNow.records[0].state = '6';
    await bed.poll();
    await bed.killAndRestart();
    await bed.poll();
    const history = await bed.warnings.history(lead.warningId);
    expect(history.map(({ event }) => (event.kind === 'commented' ? event.text : event.kind))).toEqual(['opened', 'acknowledged', 'OPS-1 is now "In Progress".', 'INC0000001 is now "Resolved".']);
    expect(history.map(({ actor }) => actor)).toEqual(['service', 'jira OPS-1', 'jira OPS-1', 'snow INC0000001']);
  });

  it('are respected: what a person has closed is not opened again', async () => {
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    await bed.deliver();
    bed.jira.issues[0].status = 'Done';
    await bed.poll();
    await bed.desk.take(bed.webhook([alertOf(warning, false)]));
    await bed.deliver();
    await bed.desk.take(bed.webhook([alertOf(warning, true, t0 + minute)]));
    await bed.deliver();
    expect(bed.jira.issues.map(({ status }) => status)).toEqual(['Done']);
  });
});
