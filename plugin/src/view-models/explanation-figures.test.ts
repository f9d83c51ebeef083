import { describe, expect, it } from '@jest/globals';
import { exampleExplanation } from '../../test/example-answers.ts';
import { counterfactualFigures, peerFigures, sumFigure, trendFigures } from './explanation-figures.ts';

describe('the figures that sentences lead to', () => {
  it('add up: start, effects and what was not placed give the forecast', () => {
    expect(sumFigure({ ...exampleExplanation, start: 40, forecast: 33, residual: -1, groups: [{ ...exampleExplanation.groups[0], effect: -6 }] }).text).toBe('40.0% −6.0 points by all parts −1.0 points not placed = 33.0%');
  });

  it('tell how much was tried against a breach, and nothing where none is expected', () => {
    const { threshold } = exampleExplanation.counterfactual as { threshold: { value: number; direction: 'above' } };
    const [none] = counterfactualFigures({ ...exampleExplanation, counterfactual: { kind: 'none-found', threshold, probability: 0.9, tried: 22, leastProbability: 0.4 } });
    expect(none.text).toBe('22 changes; chance of the breach 90%, at the least 40%');
    expect(counterfactualFigures({ ...exampleExplanation, counterfactual: { kind: 'not-needed', probability: 0.1 } })).toEqual([]);
  });

  it('tell trends that stand out and trends that do not, and none that is not known', () => {
    const week = { lastDay: 20, weekBefore: 20, growth: 0, notable: false };
    expect(trendFigures({ ...exampleExplanation, trends: { week, leak: null, morning: null } }, String).map(({ figure, text }) => [figure, text])).toEqual([['trend:week', 'last day 20.0%, same day a week before 20.0%, growth 0%']]);
  });

  it('name a few peers and count the others', () => {
    const alike = Array.from({ length: 7 }, (_, i) => ({ serverId: `${i}`, server: `web-${i}`, correlation: 0.9 }));
    expect(peerFigures({ ...exampleExplanation, peers: { profile: 'web', peers: 9, alike } })[0].text).toMatch(/^web-0 0\.90, .* and 2 more$/);
    expect(peerFigures({ ...exampleExplanation, peers: { profile: 'web', peers: 9, alike: [] } })).toEqual([]);
  });
});
