import type { ExecutiveReport, TierRiskList } from '@fleetcast/contract';

const of = (cameTrue: number) => ({ cameTrue, late: 0, false: 1, preventedVerified: 1, preventedClaimed: 0 });

/** What a service answers whose warnings of two days came to something. */
export const exampleExecutive: ExecutiveReport = {
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-03-02T10:02:00.000Z',
  health: { score: 90.2, light: 'green', now: 0.889, ahead: 0.925, sight: 0.9, servers: 10, seen: 9, inBreach: 1, unattendedPages: 0 },
  warnings: { cameTrue: 3, late: 1, false: 4, preventedVerified: 2, preventedClaimed: 1, unobserved: 0, pending: 1, missed: 4, falsePages: 1 },
  timeSaved: { minutes: 225, claimedMinutes: 90, assumptions: { minutesPerIncident: 90, minutesToNotice: 20, minutesPerFalsePage: 15 } },
  timeToDetect: { medianMinutes: 90, bins: [{ fromMinutes: 0, toMinutes: 30, breaches: 1 }, { fromMinutes: 30, toMinutes: 60, breaches: 0 }, { fromMinutes: 240, toMinutes: null, breaches: 2 }], notForeseen: 3 },
  timeToResolve: { medianMinutes: 260, bins: [{ fromMinutes: 0, toMinutes: 15, breaches: 0 }, { fromMinutes: 240, toMinutes: null, breaches: 1 }] },
  topRisks: [{ serverId: 'eu_web001', server: 'web/001', region: 'eu', profile: 'web', tier: null, metric: 'cpu', expectedBreaches: 1.7, came: 1, warnings: 5 }],
  days: [{ day: '2026-03-01', opened: 3, ...of(1) }, { day: '2026-03-02', opened: 4, ...of(2) }],
};

export const exampleTiers: TierRiskList = {
  originMs: Date.parse('2026-03-02T10:00:00.000Z'),
  tiers: [{ region: 'eu', tier: 'shop', metric: 'cpu', severity: 'critical', servers: 3, atLeast: [0.4, 0.1, 0.01], together: { servers: 2, probability: 0.1 }, afterOneLoss: { servers: 1, probability: 0.25 } }],
};
