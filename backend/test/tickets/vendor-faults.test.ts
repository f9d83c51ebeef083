/** What tickets do when vendors and the service itself fail. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fault } from './vendor-server.ts';
import { alertOf, t0, TicketBed, type BedOptions } from './ticket-bed.ts';

const minute = 60_000;
let bed: TicketBed;
async function start(options: BedOptions = {}): Promise<void> {
  bed = new TicketBed(options);
  await bed.start();
}
afterEach(async () => {
  const { violations } = bed.jira.web;
  await bed.stop();
  expect(violations).toEqual([]);
});

/** A warning whose ticket is asked for in Jira alone. */
async function asked(server = 'web-1') {
  const warning = await bed.warn(server);
  await bed.desk.take(bed.webhook([alertOf(warning)], { receiver: 'jira-only' }));
  return warning;
}

const making = { method: 'POST', path: /\/issue$/ };

describe('no second ticket is made', () => {
  it('when the service is killed between making one and noting it, even while the search does not know it yet', async () => {
    await start();
    await asked();
    bed.jira.web.faults.push({ ...making, fault: 'broken-after' });
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
    bed.jira.hidden.add(bed.jira.issues[0].id);
    await bed.killAndRestart();
    bed.nowMs += minute;
    await bed.deliver();
    await bed.killAndRestart();
    bed.jira.hidden.clear();
    bed.nowMs += 15 * minute;
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
    expect(bed.desk.active).toMatchObject([{ external: { key: 'OPS-1' }, deliveredRevision: 1 }]);
  });

  it('when the second attempt is the one that is not heard', async () => {
    await start();
    await asked();
    bed.jira.web.faults.push({ ...making, fault: 'broken-before' }, { ...making, fault: 'broken-after' });
    for (let minutes = 0; bed.jira.issues.length === 0; minutes++) {
      expect(minutes).toBeLessThan(30);
      await bed.deliver();
      bed.nowMs += minute;
    }
    bed.jira.hidden.add(bed.jira.issues[0].id);
    for (let minutes = 0; minutes < 4; minutes++) {
      await bed.deliver();
      bed.nowMs += minute;
    }
    bed.jira.hidden.clear();
    bed.nowMs += 15 * minute;
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
    expect(bed.desk.active).toMatchObject([{ external: { key: 'OPS-1' }, unsureSinceMs: null }]);
  });

  it('when nobody hears the answer in time', async () => {
    // as long as any other answer on its way may take
    await start({ jiraTimeoutSeconds: 3 });
    await asked();
    bed.jira.web.faults.push({ ...making, fault: 'silence' });
    await bed.deliver();
    expect(bed.counts.warnings[0]).toMatch(/^Tickets in jira: http:\/\/127\.0\.0\.1:\d+ cannot be reached: no answer within 3 s/);
    for (let tries = 0; tries < 4; tries++) {
      bed.nowMs += 15 * minute;
      await bed.deliver();
    }
    expect(bed.jira.issues).toHaveLength(1);
    expect(bed.counts.warnings).toEqual([]);
  });

  it('when the state was lost and Grafana fires again', async () => {
    await start();
    const warning = await asked();
    await bed.deliver();
    const other = new TicketBed();
    await other.start();
    // the new service talks to the vendor that has the old one's ticket
    other.jira.issues.push(...bed.jira.issues);
    await other.warn('web-1');
    await other.desk.take(other.webhook([alertOf(warning)], { receiver: 'jira-only' }));
    await other.deliver();
    expect(other.jira.issues).toHaveLength(1);
    expect(other.desk.active).toMatchObject([{ external: { key: 'OPS-1' } }]);
    await other.stop();
  });
});

describe('a vendor that does not want to', () => {
  const answers: ReadonlyArray<readonly [string, Fault, RegExp]> = [
    ['is overloaded', { status: 503 }, /answered HTTP 503/],
    ['breaks', { status: 500, body: '<html>' }, /answered HTTP 500/],
    ['does not know us', { status: 401 }, /refused the credentials \(HTTP 401\)/],
    ['hangs up', 'broken-before', /cannot be reached/],
    ['talks nonsense', { status: 201, body: 'made!' }, /what is no JSON/],
    ['answers in another form', { status: 201, body: '{"id":7}' }, /in a form that Jira's documentation does not have/],
  ];
  it.each(answers)('and %s is asked again, more and more patiently', async (_how, fault, message) => {
    await start();
    await asked();
    bed.jira.web.faults.push({ fault }, { fault });
    await bed.deliver();
    expect(bed.jira.issues).toEqual([]);
    expect((await bed.state.tickets.waiting())[0].lastError).toMatch(message);
    expect(await bed.deliver()).toBe(0);
    bed.nowMs += 5_000;
    await bed.deliver();
    expect(bed.jira.issues).toEqual([]);
    bed.nowMs += 5_000;
    expect(await bed.deliver()).toBe(0);
    bed.nowMs += 5_000;
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
  });

  it('is left alone for as long as it asks', async () => {
    await start();
    await asked();
    bed.jira.web.faults.push({ fault: { status: 429, headers: { 'retry-after': '120' } } });
    await bed.deliver();
    bed.nowMs += 119_000;
    expect(await bed.deliver()).toBe(0);
    bed.nowMs += 1_000;
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
  });

  it('is asked for one ticket at a time until it does one', async () => {
    await start();
    await asked('web-1');
    await asked('web-2');
    await asked('web-3');
    bed.jira.web.faults.push({ fault: { status: 503 } });
    expect(await bed.deliver()).toBe(1);
    expect(await bed.deliver()).toBe(2);
    expect(bed.jira.issues).toHaveLength(2);
  });

  it('and has surely not made it is asked again without waiting for its search', async () => {
    await start();
    await asked();
    bed.jira.web.faults.push({ ...making, fault: { status: 429, headers: { 'retry-after': '10' } } });
    await bed.deliver();
    bed.nowMs += 10_000;
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
  });

  it('keeps nobody from the other vendor', async () => {
    await start({ jiraTimeoutSeconds: 0.2 });
    const warning = await bed.warn('web-1');
    await bed.desk.take(bed.webhook([alertOf(warning)]));
    bed.jira.web.faults.push({ fault: 'silence' });
    await bed.deliver();
    expect([bed.jira.issues.length, bed.serviceNow.records.length]).toEqual([0, 1]);
  });

  it('and says so for good is not asked again until something new is wanted; that is counted and shown', async () => {
    await start();
    const warning = await asked();
    bed.jira.web.faults.push({ ...making, fault: { status: 404, body: '{"errorMessages":["No project OPS"]}' } });
    await bed.deliver();
    expect(bed.counts.warnings).toEqual([expect.stringMatching(/^Tickets in jira: .* refused it \(HTTP 404\)\. It says: .*No project OPS.* 1 wish has been given up/)]);
    expect((await bed.state.tickets.list(undefined, 9, null))[0].droppedBecause).toMatch(/No project OPS/);
    expect(await bed.metrics.registry.getSingleMetricAsString('fleetcast_tickets_total')).toContain('fleetcast_tickets_total{system="jira",did="dropped"} 1');
    bed.nowMs += 60 * minute;
    expect(await bed.deliver()).toBe(0);
    await bed.desk.take(bed.webhook([alertOf(warning)], { receiver: 'jira-only' }));
    await bed.deliver();
    expect(bed.jira.issues).toHaveLength(1);
  });

  it('is given up after a time', async () => {
    await start({ giveUpHours: 1 });
    await asked();
    for (let tries = 0; tries < 12; tries++) {
      bed.jira.web.faults.push({ fault: { status: 503 } });
      await bed.deliver();
      bed.nowMs += 15 * minute;
    }
    expect((await bed.state.tickets.list(undefined, 9, null))[0].droppedBecause).toMatch(/^Given up after 1 hours: .*HTTP 503/);
    expect(bed.jira.web.requests).toHaveLength(6);
  });
});

it('no more waits than is allowed; what is beyond is given up at once, and asked for again when Grafana repeats itself', async () => {
  await start({ mostWaiting: 1 });
  await asked('web-1');
  const second = await bed.warn('web-2');
  const beyond = await bed.desk.take(bed.webhook([alertOf(second)], { receiver: 'jira-only' }));
  expect(beyond).toMatchObject({ receipt: { tickets: [{ ticketId: `jira/${second.groupId}`, dropped: true }] } });
  expect(bed.counts.warnings).toEqual(['Tickets in jira: 1 deliveries to jira wait already (tickets.mostWaiting). 1 wish has been given up since the start (GET /v1/tickets names them).']);
  await bed.deliver();
  expect(bed.jira.issues).toHaveLength(1);
  bed.nowMs = t0 + 240 * minute;
  await bed.desk.take(bed.webhook([alertOf(second)], { receiver: 'jira-only' }));
  await bed.deliver();
  expect(bed.jira.issues).toHaveLength(2);
});
