import { describe, expect, it } from '@jest/globals';
import type { GrafanaAlert } from './alert.ts';
import { sampleWarning, t0 } from './sample-warning.fixture.ts';
import { alertsAfter, sortAlerts } from './take-alerts.ts';
import { ticketAfter, type Ticket } from './ticket.ts';

const web1 = sampleWarning('web-1');
const web2 = sampleWarning('web-2', { groupId: web1.groupId });

function alert(server: string, more: Partial<GrafanaAlert> = {}): GrafanaAlert {
  return { fingerprint: `f-${server}`, firing: true, startsAtMs: t0, labels: { alertname: 'x', region: 'eu', server, metric: 'cpu', direction: 'above' }, ...more };
}

const firing = (warningId: string, startsAtMs = t0) => ({ warningId, startsAtMs, firing: true });
const ticket = ticketAfter(null, { kind: 'opened', opening: { system: 'jira', region: 'eu', groupId: web1.groupId, grafanaUrl: null }, alerts: { 'f-web-1': firing(web1.warningId) }, atMs: t0 });

describe('alerts', () => {
  it('are sorted by the group of the warnings that they are about', () => {
    expect(sortAlerts([alert('web-1'), alert('web-2')], [web1, web2], [])).toEqual({
      ignored: [],
      groups: [{ region: 'eu', groupId: web1.groupId, alerts: [{ fingerprint: 'f-web-1', alert: firing(web1.warningId) }, { fingerprint: 'f-web-2', alert: firing(web2.warningId) }] }],
    });
  });

  it('find the right one of two servers that share their name, which labels tell by name and id', () => {
    const [one, other] = ['s-one', 's-other'].map((serverId) => sampleWarning('web-1', { serverId, warningId: `w-${serverId}`, groupId: `w-${serverId}` }));
    expect(sortAlerts([alert('web-1 (s-other)')], [one, other], [])).toMatchObject({ ignored: [], groups: [{ groupId: 'w-s-other' }] });
  });

  it.each([
    ['of another region', { labels: { ...alert('web-1').labels, region: 'us' } }, 'unknown-warning'],
    ['of another metric', { labels: { ...alert('web-1').labels, metric: 'memory' } }, 'unknown-warning'],
    ['of the other direction', { labels: { ...alert('web-1').labels, direction: 'below' } }, 'unknown-warning'],
    ['of no direction', { labels: { ...alert('web-1').labels, direction: 'sideways' } }, 'not-a-warning'],
    ['without a server', { labels: { region: 'eu', metric: 'cpu', direction: 'above' } }, 'not-a-warning'],
    ['resolved before anything was made of it', { firing: false }, 'no-ticket'],
  ])('%s are ignored, and it is said why', (_what, more, because) => {
    expect(sortAlerts([alert('web-1', more)], [web1, web2], [])).toEqual({ groups: [], ignored: [because] });
  });

  it('that are resolved belong to the ticket they fired for, even when the warning is gone', () => {
    const { groups } = sortAlerts([alert('web-1', { firing: false })], [], [ticket]);
    expect(groups).toMatchObject([{ groupId: web1.groupId, alerts: [{ alert: { firing: false, warningId: web1.warningId } }] }]);
  });
});

it('an alert that is resolved ends in every group that it fires for, once each', () => {
  const other = { ...ticket, ticketId: 'jira/b', groupId: 'b' };
  const over = { ...ticket, ticketId: 'jira/c', groupId: 'c', alerts: { 'f-web-1': { ...firing(web1.warningId), firing: false } } };
  const { groups } = sortAlerts([alert('web-1', { firing: false })], [], [over, ticket, { ...ticket, ticketId: 'snow/a', system: 'snow' }, other]);
  expect(groups.map(({ groupId, alerts }) => [groupId, alerts.length])).toEqual([[web1.groupId, 1], ['b', 1]]);
});

describe('what alerts do to those known', () => {
  const group = (startsAtMs: number, isFiring: boolean) => ({ region: 'eu', groupId: 'g', alerts: [{ fingerprint: 'f', alert: { warningId: 'w', startsAtMs, firing: isFiring } }] });
  const [before, later] = [t0, t0 + 60_000];

  it.each([
    ['fires for the first time', undefined, [before, true], true],
    ['is resolved and was never known', undefined, [before, false], null],
    ['fires as before', [before, true], [before, true], null],
    ['fires anew', [before, false], [later, true], true],
    ['is told again to have fired, after it was resolved', [before, false], [before, true], null],
    ['is resolved', [before, true], [before, false], false],
    ['is resolved twice', [before, false], [before, false], null],
    ['was resolved before it fired anew, and is told late', [later, true], [before, false], null],
  ] as const)('one that %s', (_what, known, said, after) => {
    const alerts: Ticket['alerts'] = known === undefined ? {} : { f: { warningId: 'w', startsAtMs: known[0], firing: known[1] } };
    const changed = alertsAfter(alerts, group(said[0], said[1]));
    expect(changed === null ? null : changed.f.firing).toBe(after);
  });
});
