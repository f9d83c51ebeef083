import type { Recommendation } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { AdviceReply } from '../recommendation/recommendation-analysis.ts';
import { FirstActions } from './first-actions.ts';

const advised = (recommendations: readonly Partial<Recommendation>[]): AdviceReply => ({ kind: 'advised', outcome: 'recommended', reason: 'Nothing fits.', atRisk: null, recommendations: recommendations as readonly Recommendation[] });
const restart = { actionId: 'restart', title: 'Restart the process', class: 'short', confidence: { value: 0.4 } as Recommendation['confidence'] } as const;

function advisor(replies: readonly AdviceReply[]) {
  const asked: string[] = [];
  return {
    asked,
    advise: async (serverId: string) => {
      asked.push(serverId);
      return replies[Math.min(asked.length, replies.length) - 1];
    },
  };
}

describe('what to do first', () => {
  it('is the best recommendation, asked for once a snapshot', async () => {
    const source = advisor([advised([restart, { ...restart, actionId: 'other' }])]);
    const actions = new FirstActions(source);
    const [one, same] = await Promise.all([actions.of('a', 's1'), actions.of('a', 's1')]);
    expect(one).toEqual({ action: { actionId: 'restart', title: 'Restart the process', class: 'short', confidence: 0.4 }, actionMissing: null });
    expect(same).toBe(one);
    await actions.of('a', 's2');
    expect(source.asked).toEqual(['a', 'a']);
  });

  it('says why nothing is recommended', async () => {
    expect(await new FirstActions(advisor([advised([])])).of('a', 's1')).toEqual({ action: null, actionMissing: 'Nothing fits.' });
  });

  it('asks again where the analysis had not read the fleet yet', async () => {
    const actions = new FirstActions(advisor([{ kind: 'not-ready' }, advised([restart])]));
    expect((await actions.of('a', 's1')).action).toBeNull();
    expect((await actions.of('a', 's1')).action?.actionId).toBe('restart');
  });
});
