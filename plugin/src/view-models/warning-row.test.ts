import { describe, expect, it } from '@jest/globals';
import { exampleWarning } from '../../test/example-answers.ts';
import { actionabilityOf, byUrgency, warningRow } from './warning-row.ts';
import { noWarningFilters, warningFiltersFromUrl, warningFiltersToUrl, warningsQueryOf } from './warning-filters.ts';

describe('a warning in a row', () => {
  it('says what is expected, how likely and when, by the newest forecast', () => {
    expect(warningRow(exampleWarning)).toMatchObject({
      href: '/a/fleetcast-forecasting-app/warnings/0123456789abcdef0123', breach: 'CPU above 80', probabilityText: '84 %', when: 'in 2 h (1 h to 4 h)', whenParts: ['in 2 h', '1 h to 4 h'], place: 'web, eu, front', isPaged: true, isStale: false,
    });
    expect(warningRow({ ...exampleWarning, current: null }).probabilityText).toBe('80 %');
    expect(warningRow(exampleWarning, (metric) => (metric === 'cpu' ? 'percent' : 'ms')).breach).toBe('CPU above 80%');
  });

  it('says what came instead of when, once it is known', () => {
    const over = { ...exampleWarning, timeToImpact: null };
    expect(warningRow({ ...over, outcome: 'false' }).when).toBe('Overdue');
    expect(warningRow({ ...over, outcome: 'came-true', leadMinutes: 95 })).toMatchObject({ when: 'Has come', leadText: '1 h 35 min', outcome: { label: 'Came true' } });
    expect(warningRow({ ...exampleWarning, current: { probability: 1, underWay: true } })).toMatchObject({ when: 'Under way', whenParts: ['Under way', null] });
  });

  it('stands before others that are less grave or less likely', () => {
    const row = (warningId: string, severity: 'critical' | 'warning', probability: number) => warningRow({ ...exampleWarning, warningId, severity, current: { probability, underWay: false } });
    const sorted = [row('a', 'warning', 0.5), row('b', 'critical', 0.3), row('c', 'warning', 0.9), row('d', 'critical', 0.8)].sort(byUrgency);
    expect(sorted.map(({ warningId }) => warningId)).toEqual(['d', 'b', 'c', 'a']);
  });

  it('tells each condition under which something can be done', () => {
    expect(actionabilityOf(exampleWarning).map(({ holds }) => holds)).toEqual([true, true, false]);
    expect(actionabilityOf({ ...exampleWarning, hasSkill: false, inMaintenance: true, recommendation: 'Add a server' }).map(({ text, holds }) => [text, holds])).toEqual([
      ['The forecasts of this metric are not proven yet: it does not page', false],
      ['The server was in maintenance when it opened', false],
      ['Add a server', true],
    ]);
  });
});

describe('the filters of warnings', () => {
  it('survive the URL', () => {
    const filters = { view: 'history', severities: ['critical'], profiles: ['web', 'a,b'], regions: ['eu'], pagedOnly: true } as const;
    expect(warningFiltersFromUrl(warningFiltersToUrl(filters))).toEqual(filters);
    expect(warningFiltersToUrl(noWarningFilters)).toBe('');
    expect(warningFiltersFromUrl('view=tomorrow&severity=mild')).toEqual(noWarningFilters);
  });

  it('ask the service for what the view shows', () => {
    expect(warningsQueryOf({ ...noWarningFilters, view: 'history' })).toEqual({ state: ['cleared'] });
    expect(warningsQueryOf({ ...noWarningFilters, severities: ['critical'], pagedOnly: true })).toEqual({ state: ['open'], severity: ['critical'], paged: 'true' });
  });
});
