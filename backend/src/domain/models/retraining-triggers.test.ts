import { describe, expect, it } from '@jest/globals';
import type { FleetExamination } from './fleet-examination.ts';
import { usualLimits } from './lifecycle-limits.ts';
import { decideRetraining, type RetrainingSituation } from './retraining-triggers.ts';

const nowMs = Date.UTC(2026, 3, 1);
const hour = 3_600_000;

const quiet: FleetExamination = {
  atMs: nowMs, originStep: 1, servers: 100, troubledServers: 0, series: 500, seriesByModel: 480, historyDays: 12.5, newServers: 2, retiredServers: 1, unknownShare: 0.02,
  stability: [{ metric: 'cpu', index: 0.03 }, { metric: 'latency', index: null }],
  trial: { champion: 'fleet-1', shadow: null, sinceStep: null, judged: 0, championFigures: null, shadowFigures: null, test: null, againstFloors: null, drift: { statistic: 1, blocks: 20, alarmed: false }, driftBesideShadow: { statistic: null, blocks: 0, alarmed: false } },
  reserve: null, cost: null,
};

function decided(examination: Partial<FleetExamination>, situation: Partial<RetrainingSituation> = {}) {
  return decideRetraining({ examination: { ...quiet, ...examination }, limits: usualLimits, scheduledMs: nowMs + 5 * hour, lastRetrainingMs: null, restMs: 24 * hour, occupied: null, ...situation });
}

describe('whether to retrain', () => {
  it('waits when nothing has moved, and tells every figure', () => {
    const { outcome, figures } = decided({});
    expect(outcome).toBe('wait');
    expect(figures).toEqual([
      { name: 'fleet drift', value: 3 / 99, limit: 0.2, passed: true },
      { name: 'unknown share', value: 0.02, limit: 0.2, passed: true },
      { name: 'input drift: cpu', value: 0.03, limit: 0.25, passed: true },
      { name: 'input drift: latency', value: null, limit: 0.25, passed: true },
      { name: 'error drift (sum of deviations)', value: 1, limit: 6, passed: true },
      { name: 'schedule, hours since it came round', value: -5, limit: 0, passed: true },
    ]);
  });

  it.each<[string, Partial<FleetExamination>, Partial<RetrainingSituation>]>([
    ['first-model', { newServers: null, retiredServers: null, unknownShare: 1 }, {}],
    ['fleet-drift', { newServers: 15, retiredServers: 10 }, {}],
    ['unknown-servers', { unknownShare: 0.3 }, {}],
    ['input-drift', { stability: [{ metric: 'disk', index: 0.4 }] }, {}],
    ['error-drift', { trial: { ...quiet.trial, drift: { statistic: 7, blocks: 30, alarmed: true } } }, {}],
    ['schedule', {}, { scheduledMs: nowMs }],
  ])('goes for %s', (trigger, examination, situation) => {
    expect(decided(examination, situation)).toMatchObject({ outcome: 'go', trigger });
  });

  it('waits for two days of history', () => {
    expect(decided({ historyDays: 1.9, newServers: null, retiredServers: null }, { scheduledMs: nowMs })).toMatchObject({ outcome: 'wait', reason: expect.stringContaining('1.9 of the 2 days') });
  });

  it('waits while something else is under way or the last training is fresh, and says what for', () => {
    const drifted = { unknownShare: 0.3 };
    expect(decided(drifted, { occupied: 'fleet-2 is still on trial.' })).toMatchObject({ outcome: 'wait', reason: expect.stringContaining('fleet-2 is still on trial') });
    expect(decided(drifted, { lastRetrainingMs: nowMs - 5 * hour })).toMatchObject({ outcome: 'wait', reason: expect.stringContaining('5 h ago') });
    expect(decided(drifted, { lastRetrainingMs: nowMs - 25 * hour }).outcome).toBe('go');
  });
});
