import { describe, expect, it } from '@jest/globals';
import { comparedBy, type Comparison, comparisonFromUrl, comparisonToUrl } from './comparison.ts';

describe('a comparison in the URL', () => {
  it.each<Comparison>([
    { by: 'servers', serverIds: ['eu_web001', 'eu_web002'], metric: 'cpu' },
    { by: 'outlook', serverIds: ['eu_web001'] },
    { by: 'windows', serverIds: ['eu_web001'], metric: 'jvm heap & more', lagHours: 24 },
    { by: 'scenarios', scenarioIds: ['s-1', 's-2'] },
  ])('is read back as it was written ($by)', (comparison) => {
    expect(comparisonFromUrl(`?${comparisonToUrl(comparison)}`)).toEqual(comparison);
  });

  it('leaves out what nobody can draw: unknown kinds and lags, repeated servers, more than four', () => {
    expect(comparisonFromUrl('?by=tea&server=a&server=a&server=&server=b&server=c&server=d&server=e')).toEqual({ by: 'servers', serverIds: ['a', 'b', 'c', 'd'], metric: null });
    expect(comparisonFromUrl('?by=windows&server=a&server=b&lag=5')).toEqual({ by: 'windows', serverIds: ['a'], metric: null, lagHours: 168 });
  });
});

describe('comparing in another way', () => {
  it('keeps servers and metric as far as they have a place', () => {
    const servers: Comparison = { by: 'servers', serverIds: ['a', 'b'], metric: 'cpu' };
    expect(comparedBy(servers, 'windows')).toEqual({ by: 'windows', serverIds: ['a'], metric: 'cpu', lagHours: 168 });
    expect(comparedBy(servers, 'scenarios')).toEqual({ by: 'scenarios', scenarioIds: [] });
    expect(comparedBy({ by: 'scenarios', scenarioIds: ['s-1'] }, 'windows')).toEqual({ by: 'windows', serverIds: [], metric: null, lagHours: 168 });
    expect(comparedBy(comparedBy(servers, 'outlook'), 'servers')).toEqual({ by: 'servers', serverIds: ['a'], metric: null });
  });
});
