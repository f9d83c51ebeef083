import { describe, expect, it } from '@jest/globals';
import { forecastsQuery } from './forecasts.ts';

describe('the query of many forecasts', () => {
  it('takes lists repeated or separated by commas', () => {
    expect(forecastsQuery.parse({ metric: 'cpu,memory', profile: ['web', 'app,cache'] })).toMatchObject({ metric: ['cpu', 'memory'], profile: ['web', 'app', 'cache'] });
  });

  it('takes names of servers whole, commas and all', () => {
    expect(forecastsQuery.parse({ server: 'db, main' })).toMatchObject({ server: ['db, main'] });
    expect(forecastsQuery.parse({ server: ['a', 'b,c'] })).toMatchObject({ server: ['a', 'b,c'] });
  });

  it('refuses what it does not know', () => {
    expect(forecastsQuery.safeParse({ servers: 'a' }).success).toBe(false);
  });
});
