import { executiveReport, type ActionRecord } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { madeAtMs, publishedFleet } from '../../../test/service/sample-fleet.ts';
import { sampleWarning } from '../../domain/overview/sample-warning.fixture.ts';
import { executiveReportOf, missedOf, type ExecutiveFacts } from './executive-report.ts';

const dayMs = 86_400_000;
const assumptions = { minutesPerIncident: 90, minutesToNotice: 20, minutesPerFalsePage: 15 };
const today = Math.floor(madeAtMs / dayMs) * dayMs;
const earlier = (days: number) => today - days * dayMs;
const avoided = {
  serverId: 'id-1', metric: 'cpu', verdict: 'taken', at: new Date(earlier(1) + 60_000).toISOString(), outcome: { verdict: 'avoided' },
} as ActionRecord;

const facts: ExecutiveFacts = {
  published: publishedFleet([{ server: 'web-1', risk: 0.2 }, { server: 'db-1', risk: 1, underWay: true, profile: 'database' }]),
  warnings: [
    sampleWarning({ openedAtMs: today, pagedAtMs: today }),
    sampleWarning({ openedAtMs: earlier(1), outcome: 'false', state: 'cleared' }),
    sampleWarning({ openedAtMs: earlier(2), outcome: 'came-true', onsetAtMs: earlier(2) + 3_600_000, state: 'cleared' }),
    sampleWarning({ openedAtMs: earlier(2), outcome: 'false', pagedAtMs: earlier(2), state: 'cleared' }),
    // Opened before the span, cleared within.
    sampleWarning({ openedAtMs: earlier(3), outcome: 'false', state: 'cleared' }),
  ],
  actions: [avoided],
  missed: 4,
  assumptions,
};
const report = (part: Partial<ExecutiveFacts> = {}, filter: object = {}) => executiveReportOf({ ...facts, ...part }, { days: 3, ...filter }, madeAtMs);

describe('the executive report', () => {
  it('is what the contract says', () => {
    const whole = report();
    expect(executiveReport.parse(whole)).toEqual(whole);
  });

  it('counts the warnings that opened within its days, claimed and verified preventions apart', () => {
    expect(report().warnings).toEqual({ cameTrue: 1, late: 0, false: 1, preventedVerified: 1, preventedClaimed: 0, unobserved: 0, pending: 1, missed: 4, falsePages: 1 });
    expect(report({ actions: [] }).warnings).toMatchObject({ false: 2, preventedVerified: 0 });
    expect(report().days.map(({ opened, cameTrue, preventedVerified }) => [opened, cameTrue, preventedVerified])).toEqual([[2, 1, 0], [1, 0, 1], [1, 0, 0]]);
  });

  it('says what time that saved, and by which assumptions', () => {
    expect(report().timeSaved).toEqual({ minutes: 90 + 20 - 15, claimedMinutes: 0, assumptions });
  });

  it('tells the health of now, amber or worse while a page waits for somebody', () => {
    expect(report().health).toMatchObject({ score: 69, light: 'red', now: 0.5, ahead: 0.8, sight: 1, servers: 2, seen: 2, inBreach: 1, unattendedPages: 1 });
    expect(report({}, { profile: 'web' }).health).toMatchObject({ score: 94, light: 'amber', servers: 1 });
    expect(report({}, { profile: 'nobody' }).health).toMatchObject({ score: null, light: 'unknown', servers: 0 });
  });

  it('puts breaches that nobody foresaw beside those that were', () => {
    const { timeToDetect } = report();
    expect(timeToDetect).toMatchObject({ medianMinutes: 60, notForeseen: 4 });
    expect(report({ missed: null }).timeToDetect.notForeseen).toBeNull();
  });

  it('knows no missed breaches where the ledger fails', () => {
    expect(missedOf({ kind: 'unreadable' })).toBeNull();
  });

  it('names the top risks of the last 7 days', () => {
    expect(report().topRisks).toEqual([{ serverId: 'id-1', server: 'web-1', region: 'eu', profile: 'web', tier: null, metric: 'cpu', expectedBreaches: 1.7, came: 1, warnings: 5 }]);
  });
});
