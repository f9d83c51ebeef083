import { describe, expect, it } from '@jest/globals';
import { exampleWarning } from '../../test/example-answers.ts';
import { actionabilityOf, warningRow } from './warning-row.ts';
import { noWarningFilters, warningFiltersFromUrl, warningFiltersToUrl, warningsQueryOf, warningsSortedBy } from './warning-filters.ts';

describe('a warning in a row', () => {
  it('says what is expected, how likely and when, by the newest forecast', () => {
    expect(warningRow(exampleWarning)).toMatchObject({
      href: '/a/fleetcast-forecasting-app/warnings/0123456789abcdef0123', breach: 'CPU above 80', probabilityText: '84%', when: 'in 2 h (1 h to 4 h)', whenParts: ['in 2 h', '1 h to 4 h'], place: 'web, eu, front', isPaged: true, isStale: false,
    });
    expect(warningRow({ ...exampleWarning, current: null }).probabilityText).toBe('80%');
    expect(warningRow(exampleWarning, { titleOf: () => 'CPU usage', unitOf: (metric) => (metric === 'cpu' ? 'percent' : 'ms') }).breach).toBe('CPU usage above 80%');
  });

  it('says what came instead of when, once it is known', () => {
    const over = { ...exampleWarning, timeToImpact: null };
    expect(warningRow({ ...over, outcome: 'false' }).when).toBe('Overdue');
    expect(warningRow({ ...over, outcome: 'came-true', leadMinutes: 95 })).toMatchObject({ when: 'Has come', leadText: '1 h 35 min', outcome: { label: 'Came true' } });
    expect(warningRow({ ...exampleWarning, current: { probability: 1, underWay: true } })).toMatchObject({ when: 'Under way', whenParts: ['Under way', null] });
  });

  it('tells each condition under which something can be done', () => {
    expect(actionabilityOf(exampleWarning).map(({ holds }) => holds)).toEqual([true, true, false]);
    expect(actionabilityOf({ ...exampleWarning, hasSkill: false, inMaintenance: true, recommendation: 'Add a server' }).map(({ text, holds }) => [text, holds])).toEqual([
      ['The forecasts of this metric are not proven yet', false],
      ['The server was in maintenance when it opened', false],
      ['Add a server', true],
    ]);
  });
});

describe('the filters of warnings', () => {
  it('survive the URL', () => {
    const filters = { view: 'history', severities: ['critical'], profiles: ['web', 'a,b'], regions: ['eu'], pagedOnly: true, sort: 'impact', order: 'desc' } as const;
    expect(warningFiltersFromUrl(warningFiltersToUrl(filters))).toEqual(filters);
    expect(warningFiltersToUrl(noWarningFilters)).toBe('');
    expect(warningFiltersFromUrl('view=tomorrow&severity=mild')).toEqual(noWarningFilters);
  });

  it('are sorted by a click on a column, turned round by the next', () => {
    const byImpact = warningsSortedBy(noWarningFilters, 'impact');
    expect([byImpact, warningsSortedBy(byImpact, 'impact')].map(({ sort, order }) => [sort, order])).toEqual([['impact', 'asc'], ['impact', 'desc']]);
    expect(warningsSortedBy(byImpact, 'probability')).toMatchObject({ sort: 'probability', order: 'desc' });
  });

  it('ask the service for what the view shows', () => {
    expect(warningsQueryOf({ ...noWarningFilters, view: 'history' })).toEqual({ state: ['cleared'] });
    expect(warningsQueryOf({ ...noWarningFilters, severities: ['critical'], pagedOnly: true })).toEqual({ state: ['open'], sort: 'urgency', order: 'desc', severity: ['critical'], paged: 'true' });
  });
});
