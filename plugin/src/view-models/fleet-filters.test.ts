import { describe, expect, it } from '@jest/globals';
import { fleetQuery } from '@fleetcast/contract';
import { countsQueryOf, type FleetFilters, filtersFromUrl, filtersToUrl, fleetQueryOf, isFiltered, noFilters, sortedBy } from './fleet-filters.ts';

const some: FleetFilters = { view: 'tiers', search: 'web/0 1,%', profiles: ['web', 'café'], regions: ['eu'], statuses: ['critical', 'stale'], confidences: ['low'], sort: 'server', order: 'desc' };

describe('the filters of the Fleet page', () => {
  it('survive the way into the URL and back, whatever the names hold', () => {
    expect(filtersFromUrl(`?${filtersToUrl(some)}`)).toEqual(some);
  });

  it('leave nothing in the URL when there are none', () => {
    expect(filtersToUrl(noFilters)).toBe('');
    expect(filtersFromUrl('')).toEqual(noFilters);
  });

  it('ignore what a URL asks for that does not exist', () => {
    expect(filtersFromUrl('?status=broken&status=ok&sort=colour&order=sideways')).toEqual({ ...noFilters, statuses: ['ok'] });
  });

  it('sort a new column in its natural order, and turn it round at the second click', () => {
    const byName = sortedBy(noFilters, 'server');
    expect([byName.sort, byName.order]).toEqual(['server', 'asc']);
    expect(sortedBy(byName, 'server').order).toBe('desc');
    expect(sortedBy(noFilters, 'risk').order).toBe('asc');
  });

  it('make a question that the contract accepts', () => {
    expect(fleetQuery.safeParse(fleetQueryOf(some)).success).toBe(true);
    expect(fleetQuery.safeParse(fleetQueryOf(noFilters)).success).toBe(true);
  });

  it('count every status whichever one is chosen', () => {
    expect(countsQueryOf(some)).not.toHaveProperty('status');
    expect(countsQueryOf(some)).toMatchObject({ search: 'web/0 1,%', limit: 1 });
  });

  it('know whether anything is filtered; an order is no filter', () => {
    expect(isFiltered({ ...noFilters, sort: 'server', order: 'desc' })).toBe(false);
    expect(isFiltered({ ...noFilters, confidences: ['low'] })).toBe(true);
  });
});
