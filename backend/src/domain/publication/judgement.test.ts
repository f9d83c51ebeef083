import { describe, expect, it } from '@jest/globals';
import type { SeriesBreach } from '../forecasting/fleet-forecast.ts';
import { mayPage, seriesAlarm, seriesConfidence, seriesRisk, serverStatusOf, type ServerEvidence } from './judgement.ts';

const limits = { warning: 0.3, critical: 0.6 };
const breach = (severity: 'warning' | 'critical', probability: number, underWay = false): SeriesBreach => ({
  threshold: { value: 80, direction: 'above' },
  severity,
  probability,
  underWay,
  timeToBreach: null,
  keepsWord: false,
});

describe('risk of a series', () => {
  it('is its largest breach probability, and none without a threshold', () => {
    expect(seriesRisk([breach('warning', 0.4), breach('critical', 0.1)])).toBe(0.4);
    expect(seriesRisk([])).toBeNull();
  });
});

describe('alarm of a series', () => {
  it.each([
    [[breach('warning', 0.29)], 'none'],
    [[breach('warning', 0.3)], 'warning'],
    [[breach('warning', 0.99)], 'warning'],
    [[breach('critical', 0.3)], 'warning'],
    [[breach('critical', 0.6)], 'critical'],
    [[breach('warning', 0, true)], 'warning'],
    [[breach('critical', 0, true)], 'critical'],
    [[], 'none'],
  ] as const)('of %j is %s', (breaches, alarm) => {
    expect(seriesAlarm(breaches, limits)).toBe(alarm);
  });
});

describe('status of a server', () => {
  const calm: ServerEvidence = { stepsBehind: 0, alarms: ['none'], hasThreshold: true, learning: false };
  it.each([
    [{ ...calm, stepsBehind: null }, 'unknown'],
    [{ ...calm, stepsBehind: 3, alarms: ['critical'] }, 'stale'],
    [{ ...calm, stepsBehind: 2 }, 'ok'],
    [{ ...calm, alarms: ['warning', 'critical'], learning: true }, 'critical'],
    [{ ...calm, alarms: ['none', 'warning'] }, 'warning'],
    [{ ...calm, learning: true }, 'learning'],
    [{ ...calm, hasThreshold: false }, 'unknown'],
    [calm, 'ok'],
  ] as const)('with %j is %s', (evidence, status) => {
    expect(serverStatusOf(evidence)).toBe(status);
  });
});

describe('paging', () => {
  it('asks for a word that was kept, and a model that speaks on enough of its input', () => {
    expect((['high', 'medium', 'low'] as const).map((confidence) => mayPage(confidence, true))).toEqual([true, true, false]);
    expect(mayPage('high', false)).toBe(false);
  });
});

describe('confidence', () => {
  const proven = { isProven: true };
  it('is high only for a model whose skill has been proven on the series', () => {
    expect(seriesConfidence({ speaker: 'model', missingShare: 0, skill: proven })).toBe('high');
    expect(seriesConfidence({ speaker: 'model', missingShare: 0, skill: null })).toBe('medium');
    expect(seriesConfidence({ speaker: 'model', missingShare: 0, skill: { isProven: false } })).toBe('medium');
  });
  it('is low where a floor speaks or input is missing', () => {
    expect(seriesConfidence({ speaker: 'floor', missingShare: 0, skill: proven })).toBe('low');
    expect(seriesConfidence({ speaker: 'model', missingShare: 0.21, skill: proven })).toBe('low');
  });
});

describe('the example of docs/methods/risk.md', () => {
  const cpu = [breach('warning', 0.45), breach('critical', 0.1)];
  const memory = [breach('warning', 0.2)];
  const statusOf = (...series: ReadonlyArray<readonly SeriesBreach[]>) =>
    serverStatusOf({ stepsBehind: 0, alarms: series.map((breaches) => seriesAlarm(breaches, limits)), hasThreshold: true, learning: false });

  it('has a risk of 0.45 and is a warning', () => {
    expect(Math.max(...[cpu, memory].map((breaches) => seriesRisk(breaches)!))).toBe(0.45);
    expect(statusOf(cpu, memory)).toBe('warning');
  });
  it('is critical once cpu is beyond its critical threshold', () => {
    expect(statusOf([breach('warning', 0.45, true), breach('critical', 0.1, true)], memory)).toBe('critical');
  });
});
