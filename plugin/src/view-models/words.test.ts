import { describe, expect, it } from '@jest/globals';
import { exampleForecast, exampleServer } from '../../test/example-answers.ts';
import { fleetRow } from './fleet-row.ts';
import { toggledVisibility } from './legend-visibility.ts';
import { metricTitle } from './metric-title.ts';
import { riskInWords } from './risk.ts';
import { forecastFacts } from './speaker-line.ts';

describe('a risk in words', () => {
  it('is a dash where none is known', () => {
    expect([null, 0.004, 0.637].map(riskInWords)).toEqual(['–', '< 1%', '64%']);
  });
});

describe("a metric's name as a title", () => {
  it('writes abbreviations in capitals and the rest as a sentence', () => {
    expect(['cpu', 'disk_io', 'jvm_heap', 'latency_p95'].map(metricTitle)).toEqual(['CPU', 'Disk IO', 'JVM heap', 'Latency p95']);
  });
});

describe('the facts behind a forecast', () => {
  const said = (change: Partial<typeof exampleForecast>) => forecastFacts({ ...exampleForecast, ...change }).map(({ label, value, tone }) => `${label}: ${value} (${tone})`);

  it('say who speaks, how well so far and whether the band held', () => {
    expect(said({})).toEqual(['Forecast by: Model base-1 (good)', 'Skill so far: 12% better (good)', '80% band held: 79% (good)', 'May page: yes (neutral)']);
  });

  it('do not hide a model that does worse, or a band that does not hold', () => {
    expect(said({ skill: { value: -0.03, resolvedForecasts: 50, coverage80: 0.6 }, mayPage: false })).toEqual([
      'Forecast by: Model base-1 (good)', 'Skill so far: 3% worse (caution)', '80% band held: 60% (caution)', 'May page: no (neutral)',
    ]);
  });

  it('say that a simple forecast stands in, how far learning has come and what is missing', () => {
    expect(said({ speaker: { kind: 'floor', name: 'last-value', reason: 'Learning.' }, skill: null, learning: { daysObserved: 2.9, daysNeeded: 8 }, missingShare: 0.3, mayPage: false })).toEqual([
      'Forecast by: Last value (simple forecast) (neutral)', 'Learning: 2 of 8 days (caution)', 'Skill so far: not known yet (neutral)', 'Input missing: 30% (caution)', 'May page: no (neutral)',
    ]);
  });

  it.each([
    ['a simple forecast speaks', { speaker: { kind: 'floor', name: 'last-value', reason: 'Learning.' } }],
    ['more than a fifth of its input is missing', { missingShare: 0.3 }],
    ['a breach must have been called likely in 24 hours at least, and have come 8 times in 10', {}],
  ] as const)('say why warnings of a series wake nobody: %s', (because, change) => {
    const pages = forecastFacts({ ...exampleForecast, mayPage: false, ...change }).find(({ key }) => key === 'pages');
    expect(pages?.explanation).toBe(`Its warnings are shown, but wake nobody: ${because}.`);
  });
});

describe('a row of the Fleet page', () => {
  it('shows what the service says of a server', () => {
    expect(fleetRow(exampleServer)).toMatchObject({
      href: '/a/fleetcast-forecasting-app/servers/eu_web001', worstMetric: 'Disk IO', riskText: '64%', confidence: 'High',
      breach: { kind: 'expected', atMs: Date.parse('2026-03-02T12:02:00.000Z'), inWords: 'in 2 h', withInterval: 'in 2 h (1 h to 4 h)' },
    });
  });

  it('promises no breach where none is expected, and shows dashes for what is not known', () => {
    expect(fleetRow({ ...exampleServer, timeToBreach: null })).toMatchObject({ breach: { kind: 'under-way' } });
    expect(fleetRow({ ...exampleServer, breachAt: null, worstMetric: null, risk: null })).toMatchObject({ breach: null, worstMetric: '–', riskText: '–' });
  });
});

describe("a click on a legend's entry", () => {
  const keys = ['a', 'b', 'c'];
  it('shows that entry alone, and all again at the second click', () => {
    const alone = toggledVisibility(keys, new Set(), 'b', true);
    expect([...alone]).toEqual(['a', 'c']);
    expect([...toggledVisibility(keys, alone, 'b', true)]).toEqual([]);
  });

  it('with a modifier hides or shows just that entry', () => {
    const hidden = toggledVisibility(keys, new Set(['a']), 'b', false);
    expect([...hidden]).toEqual(['a', 'b']);
    expect([...toggledVisibility(keys, hidden, 'a', false)]).toEqual(['b']);
  });
});
