import { describe, expect, it } from '@jest/globals';
import { relevanceSpans } from './relevance-spans.ts';

describe('the strip of effects under a history', () => {
  it('adds steps up by half hours, the strongest one 1, with their signs', () => {
    const effects = { startAt: '2026-03-02T00:05:00.000Z', values: [2, 2, 2, 0, 0, 0, -1, -1, -1, 0, 0, 0, 1] };
    const at = (text: string) => Date.parse(`2026-03-02T${text}:00.000Z`);
    expect(relevanceSpans({ effects, stepSeconds: 300 })).toEqual([
      { fromMs: at('00:00'), toMs: at('00:30'), strength: 1 },
      { fromMs: at('00:30'), toMs: at('01:00'), strength: -0.5 },
      { fromMs: at('01:00'), toMs: at('01:05'), strength: 1 / 6 },
    ]);
  });

  it('is not drawn where nothing had an effect', () => {
    expect(relevanceSpans({ effects: { startAt: '2026-03-02T00:05:00.000Z', values: [0, 0] }, stepSeconds: 300 })).toEqual([]);
  });
});
