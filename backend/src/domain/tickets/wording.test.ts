import { describe, expect, it } from '@jest/globals';
import { warningAfter } from '../warnings/lifecycle.ts';
import { sampleWarning, t0 } from './sample-warning.fixture.ts';
import { ticketText, type TicketFacts } from './wording.ts';

const web1 = sampleWarning('web-1');
const facts: TicketFacts = { warnings: [web1], advice: [], reasons: null, grafanaUrl: 'https://grafana.example.org/sub/', isFiring: true, reference: 'fleetcast-1' };
const linesOf = (some: Partial<TicketFacts>, title: string) => ticketText({ ...facts, ...some }).sections.find((one) => one.title === title)?.lines;

describe('the text of a ticket', () => {
  it('says what, when and how sure in the figures of the warning', () => {
    expect(ticketText(facts).summary).toBe('warning: cpu of web-1 (eu) is expected above 80');
    expect(linesOf({}, 'When')).toEqual(['About 2026-01-05 12:45 UTC; 8 times in 10 between 2026-01-05 12:20 UTC and 2026-01-05 13:30 UTC.']);
    expect(linesOf({}, 'How sure')).toEqual(['83%, says Model base-1, whose forecasts of this series have proven better than simple ones.']);
  });

  it('says why and what to do from what is recommended now, best first', () => {
    const advice = [{ title: 'Add a server', minutes: 12.4, why: ['cpu rises with demand'] }, { title: 'Restart', minutes: 3, why: ['cpu rises with demand', 'memory is calm'] }];
    expect(linesOf({ advice, reasons: ['The same time yesterday adds 12.'] }, 'Why')).toEqual(['The same time yesterday adds 12.', 'cpu rises with demand', 'memory is calm']);
    expect(linesOf({ advice }, 'What to do')).toEqual(['Add a server (about 12 minutes)', 'Restart (about 3 minutes)']);
  });

  it('tells advice that is missing from advice that there is none', () => {
    expect(linesOf({ advice: null }, 'What to do')).toEqual(['What is recommended could not be asked for when this was written; the Server page shows it.']);
    expect(linesOf({ advice: [] }, 'What to do')).toEqual(['The playbook recommends nothing for this.']);
    const warnings = [sampleWarning('web-1', { actionability: { hasSkill: true, recommendation: 'Add a server.', inMaintenance: false } })];
    expect(linesOf({ advice: null, warnings }, 'What to do')).toEqual(['Add a server.']);
  });

  it('names the whole group, with the severity of its gravest', () => {
    const web2 = sampleWarning('web-2', { groupId: web1.groupId, groupedBecause: 'same tier as web-1, about the same time', severity: 'critical' });
    expect(ticketText({ ...facts, warnings: [web1, web2] })).toMatchObject({ severity: 'critical', summary: 'critical: cpu of web-1 (eu) is expected above 80 and 1 more' });
    expect(linesOf({ warnings: [web1, web2] }, 'Also affected')).toEqual(['cpu of web-2 (eu) is expected above 80 (same tier as web-1, about the same time).']);
    expect(linesOf({}, 'Also affected')).toBeUndefined();
  });

  it('tells what has become of it', () => {
    const acknowledged = warningAfter(web1, { kind: 'acknowledged', by: 'ada', atMs: t0 + 60_000 });
    const acted = warningAfter(acknowledged, { kind: 'action-recorded', by: 'ada', text: 'Added a server', atMs: t0 + 120_000 });
    expect(linesOf({ warnings: [acted], isFiring: false }, 'State')?.slice(0, 2)).toEqual([
      'cpu of web-1: warned at 2026-01-05 12:00 UTC, acknowledged by ada at 2026-01-05 12:01 UTC; its time has not passed. Done: Added a server.',
      'Grafana has resolved every alert about it.',
    ]);
  });

  it('links to the Server page of the Grafana that called, if it told its address', () => {
    expect(ticketText(facts).link).toEqual({ text: 'web-1 in Grafana', url: 'https://grafana.example.org/sub/a/fleetcast-forecasting-app/servers/s-web-1' });
    expect(ticketText({ ...facts, grafanaUrl: null }).link).toBeNull();
  });

  it('stays short enough for a list of tickets, in whole characters', () => {
    const { summary } = ticketText({ ...facts, warnings: [sampleWarning('😀'.repeat(300))] });
    expect([...summary]).toHaveLength(200);
    expect(summary.endsWith('😀…')).toBe(true);
  });
});
