import { describe, expect, it } from '@jest/globals';
import { accountedOutcome, countOutcomes, timeSavedOf, type MeasuredAction } from './outcome-account.ts';
import { openedAtMs, sampleWarning } from './sample-warning.fixture.ts';

const avoided: MeasuredAction = { serverId: 'id-1', metric: 'cpu', atMs: openedAtMs + 60_000, avoided: true };

describe('what a warning was good for', () => {
  it('is a verified prevention where an action of its time was measured to have avoided the breach', () => {
    expect(accountedOutcome(sampleWarning({ outcome: 'prevented' }), [avoided])).toBe('prevented-verified');
    expect(accountedOutcome(sampleWarning({ outcome: 'false' }), [avoided])).toBe('prevented-verified');
  });

  it.each([
    ['of another server', { serverId: 'id-2' }],
    ['of another metric', { metric: 'memory' }],
    ['before it opened', { atMs: openedAtMs - 1 }],
    ['after its time', { atMs: openedAtMs + 481 * 60_000 }],
    ['that avoided nothing', { avoided: false }],
  ])('is only claimed with an action %s', (_, part) => {
    expect(accountedOutcome(sampleWarning({ outcome: 'prevented' }), [{ ...avoided, ...part }])).toBe('prevented-claimed');
    expect(accountedOutcome(sampleWarning({ outcome: 'false' }), [{ ...avoided, ...part }])).toBe('false');
  });

  it.each(['came-true', 'late', 'unobserved', 'pending'] as const)('stays %s whatever was done', (outcome) => {
    expect(accountedOutcome(sampleWarning({ outcome }), [avoided])).toBe(outcome);
  });
});

describe('time saved', () => {
  const assumptions = { minutesPerIncident: 90, minutesToNotice: 20, minutesPerFalsePage: 15 };

  it('is 225 minutes in the worked example, and 90 more if the claim holds', () => {
    const counts = countOutcomes(['prevented-verified', 'prevented-verified', 'prevented-claimed', 'came-true', 'came-true', 'came-true', 'false', 'false', 'false', 'false']);
    expect(timeSavedOf(counts, 1, assumptions)).toEqual({ minutes: 225, claimedMinutes: 90 });
  });

  it('is negative where pages cost more than warnings saved', () => {
    expect(timeSavedOf(countOutcomes(['false', 'false']), 2, assumptions).minutes).toBe(-30);
  });
});
