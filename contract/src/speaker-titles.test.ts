import { describe, expect, it } from '@jest/globals';
import { simpleForecastTitle, speakerTitle } from './speaker-titles.ts';

describe('who made a forecast, as people call them', () => {
  it('is a title for a simple forecast, and a model by its version', () => {
    expect(['win24', 'same-time', 'base-1'].map(speakerTitle)).toEqual(['Last 24 hours', 'Same time of day', 'Model base-1']);
  });

  it('is its name where a simple forecast has no title', () => {
    expect(simpleForecastTitle('a-new-one')).toBe('a-new-one');
  });
});
