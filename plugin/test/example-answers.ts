import type { Explanation, Forecast, Freshness, InsightSummary, ServerSummary, Ticket, ToldIncident, Warning, ServerRecommendations } from '@fleetcast/contract';

/** Answers as the service gives them, for tests to vary. Three steps of history, four of forecast, at 5 minutes. */

export const exampleFreshness: Freshness = { generatedAt: '2026-03-02T10:01:00.000Z', originAt: '2026-03-02T10:00:00.000Z', ageSeconds: 60, stale: false, staleReason: null };

export const exampleForecast: Forecast = {
  serverId: 'eu_web001',
  server: 'web/001',
  region: 'eu',
  profile: 'web',
  tier: null,
  metric: 'cpu',
  info: {
    name: 'cpu', title: 'CPU', kind: 'percent', unit: 'percent',
    thresholds: { warning: { value: 80, direction: 'above' }, critical: { value: 90, direction: 'above' } },
  },
  stepSeconds: 300,
  originAt: '2026-03-02T10:00:00.000Z',
  freshness: exampleFreshness,
  speaker: { kind: 'model', name: 'base-1', reason: 'The model speaks.' },
  skill: { value: 0.124, resolvedForecasts: 288, coverage80: 0.79 },
  confidence: 'high',
  mayPage: true,
  missingShare: 0,
  learning: null,
  history: { startAt: '2026-03-02T09:50:00.000Z', values: [40, null, 44] },
  quantiles: { q02: [30, 29, 28, 27], q10: [35, 34, 33, 32], q25: [40, 40, 40, 40], q50: [45, 46, 47, 48], q75: [50, 52, 54, 56], q90: [55, 60, 65, 70], q98: [60, 70, 80, 95] },
  breaches: [
    { threshold: { value: 80, direction: 'above' }, severity: 'warning', probability: 0.64, underWay: false, timeToBreach: { p10Minutes: 60, p50Minutes: 120, p90Minutes: 240 } },
    { threshold: { value: 90, direction: 'above' }, severity: 'critical', probability: 0.2, underWay: false, timeToBreach: { p10Minutes: 100, p50Minutes: 200, p90Minutes: 400 } },
  ],
};

export const exampleServer: ServerSummary = {
  serverId: 'eu_web001',
  server: 'web/001',
  region: 'eu',
  profile: 'web',
  tier: 'front',
  status: 'warning',
  risk: 0.64,
  worstMetric: 'disk_io',
  breachAt: '2026-03-02T12:02:00.000Z',
  timeToBreach: { p10Minutes: 60, p50Minutes: 120, p90Minutes: 240 },
  confidence: 'high',
  lastSampleAt: '2026-03-02T10:00:00.000Z',
  daysObserved: 8,
  sparkline: { stepSeconds: 1800, startAt: '2026-03-01T10:00:00.000Z', history: [10, null, 20], median: [20, 30], lower: [15, 20], upper: [25, 40] },
};

export const exampleWarning: Warning = {
  serverId: 'eu_web001', server: 'web/001', region: 'eu', profile: 'web', tier: 'front', warningId: '0123456789abcdef0123', metric: 'cpu', threshold: { value: 80, direction: 'above' },
  state: 'open', severity: 'warning', pagedAt: '2026-03-02T10:01:00.000Z', openedAt: '2026-03-02T10:01:00.000Z', deadlineAt: '2026-03-02T18:01:00.000Z', probability: 0.8,
  timeToImpact: { p10Minutes: 60, p50Minutes: 120, p90Minutes: 240 }, current: { probability: 0.84, underWay: false }, actionable: false, hasSkill: true, recommendation: null, inMaintenance: false,
  speaker: 'base-1', groupId: '0123456789abcdef0123', groupedBecause: null, acknowledged: null, actions: [], staleSince: null, outcome: 'pending', onsetAt: null, leadMinutes: null, clearedAt: null, clearedBecause: null,
};

export const exampleTicket: Ticket = {
  ticketId: 'jira/0123456789abcdef0123', system: 'jira', groupId: '0123456789abcdef0123', reference: 'fleetcast-0123456789abcdef0123', key: 'OPS-12', url: 'https://example.atlassian.net/browse/OPS-12',
  openedAt: '2026-03-02T10:03:00.000Z', wanted: 'open', isDelivered: true, waitingBecause: null, droppedBecause: null, state: { title: 'In Progress', done: false },
};

export const exampleIncident: ToldIncident = {
  incidentId: 'storage', title: 'Storage lost', serverIds: ['eu_web001'], startMs: Date.parse('2026-03-02T09:30:20.500Z'), endMs: null, note: 'Ticket 17', region: 'eu', origin: 'person', externalId: null, version: 2,
  reportedAt: '2026-03-02T09:40:00.000Z', reportedBy: 'ada', changedAt: '2026-03-02T09:45:00.000Z', changedBy: 'bob', unknownServerIds: [],
};

export const exampleInsights: InsightSummary = {
  freshness: exampleFreshness, horizonMinutes: 480, servers: 40, degrading: 3, headline: '3 servers predicted to degrade in the next 8 hours',
  insights: [
    {
      serverId: 'eu_web001', server: 'web/001', region: 'eu', profile: 'web', tier: 'front', status: 'critical', metric: 'memory', metricTitle: 'Memory used', threshold: { value: 85, direction: 'above' },
      probability: 0.8, underWay: false, timeToBreach: { p10Minutes: 60, p50Minutes: 120, p90Minutes: 240 }, confidence: 'high',
      action: { actionId: 'restart-leaking-process', title: 'Restart the process', class: 'short', confidence: 0.4 }, actionMissing: null,
      sentence: 'Memory used reaches 85% in about 2 h, 80% likely (confidence high).',
    },
  ],
  groups: [
    { profile: 'web', servers: 30, degrading: 3, counts: { critical: 1, warning: 2, ok: 27, learning: 0, stale: 0, unknown: 0 } },
    { profile: 'database', servers: 10, degrading: 0, counts: { critical: 0, warning: 0, ok: 9, learning: 0, stale: 1, unknown: 0 } },
  ],
};

const { serverId, server, region, profile, tier, metric, info, stepSeconds, originAt, speaker } = exampleForecast;

export const exampleExplanation: Explanation = {
  serverId, server, region, profile, tier, metric, info, stepSeconds, originAt, speaker,
  freshness: exampleFreshness,
  timeZone: 'UTC',
  moment: { at: '2026-03-02T10:15:00.000Z', why: 'breach' },
  forecast: 84,
  start: 40,
  residual: 0.02,
  method: 'integrated-gradients',
  pathSteps: 64,
  groups: [
    { group: 'recent', title: 'Last 3 hours', effect: 50, share: 0.85, observedShare: 1, values: { low: 60, high: 75 }, occluded: 45 },
    { group: 'yesterday', title: 'Same time yesterday', effect: -6, share: 0.1, observedShare: 0.5, values: { low: 20, high: 33 }, occluded: -4 },
    { group: 'week', title: 'Older history', effect: 0.1, share: 0.002, observedShare: 1, values: { low: 38, high: 45 }, occluded: null },
  ],
  notInputs: ['other metrics'],
  agreement: { rankCorrelation: 1, sameFirst: true },
  view: {
    attention: { startAt: '2026-03-02T09:35:00.000Z', patchSeconds: 900, shares: [0.1, 0.3], lastTwoHours: 0.4, sameTimeYesterday: 0.2, restOfDay: 0.3, timeAhead: 0.1 },
    variables: [{ name: 'value 24 hours before', share: 0.6 }],
    candidates: [{ name: 'last', share: 0.7 }],
  },
  effects: { startAt: '2026-03-02T09:50:00.000Z', values: [10, 0, 40] },
  counterfactual: {
    kind: 'found', threshold: { value: 80, direction: 'above' }, probability: 0.64, change: { kind: 'held-since', sinceAt: '2026-03-02T09:50:00.000Z', level: 40 },
    meanChange: 4, changedSteps: 1, tried: 21, changedProbability: 0.1, median: [41, 42, 43, 44], past: { startAt: '2026-03-02T09:50:00.000Z', values: [null, null, 40] },
  },
  trends: { week: null, leak: null, morning: null },
  peers: null,
  pastRevised: false,
  sentences: [
    { text: 'CPU is forecast at 84% for 10:15.', figure: 'forecast' },
    { text: 'Last 3 hours (mostly 60% to 75%): adds 50 points, 85% of all effects.', figure: 'group:recent' },
    { text: 'Second opinion: names the same first reason.', figure: 'occlusion' },
    { text: 'If cpu had not risen above 40% since 09:50, it would not breach.', figure: 'counterfactual' },
  ],
};

export const exampleAdvice: ServerRecommendations = {
  serverId, server, region, profile, tier,
  freshness: exampleFreshness,
  outcome: 'recommended',
  reason: 'Actions that fit: 1, best first.',
  atRisk: { metric: 'memory', threshold: { value: 85, direction: 'above' }, severity: 'warning', probability: 0.8, breachAt: '2026-03-02T12:00:00.000Z', underWay: false },
  playbook: 'default 1.0',
  recommendations: [
    {
      actionId: 'restart-leaking-process', title: 'Restart the process', size: null, class: 'short', metric: 'memory', alsoFor: ['latency'], instead: ['Give the server more memory'],
      confidence: { value: 0.4, breach: 0.8, match: 0.8, success: 0.8, outcomes: 0, relief: 0.8, reliefIs: 'computed' },
      startWithinMinutes: 90,
      risk: 'medium', minutes: 5, reversibility: 'irreversible', undo: 'A restart cannot be undone.',
      why: ['Memory used is 80% likely to reach its warning threshold of 85%.'],
      steps: [{ text: 'Restart the service.', command: "ssh 'web 1' sudo systemctl restart shop" }, { text: 'Look again.', command: null }],
      runbook: 'https://wiki.example.org/leak', ticket: null,
      effect: {
        unit: 'percent', threshold: { value: 85, direction: 'above' },
        probabilityBefore: 0.8, probabilityAfter: 0.1, peakBefore: { p10: 80, p50: 90, p90: 99 }, peakAfter: { p10: 40, p50: 45, p90: 60 },
        bands: { leadMinutes: [240, 480], before: { p10: [75, 80], p50: [80, 90], p90: [85, 99] }, after: { p10: [40, 39], p50: [50, 45], p90: [60, 55] } },
        sideEffects: [{ server: 'web-2', metric: 'cpu', probabilityChange: 0.1 }],
      },
      effectMissing: null,
    },
  ],
};
