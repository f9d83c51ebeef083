import { describe, expect, it } from '@jest/globals';
import type { Recommendation } from '@fleetcast/contract';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { AdviceReply } from '../recommendation/recommendation-analysis.ts';
import { WarningAdvice } from './warning-advice.ts';

const warning = (serverId: string, metric: string, probability = 0.5) => ({ warningId: `${serverId}/${metric}`, serverId, metric, probability }) as Warning;
const action = (title: string, metric: string, alsoFor: readonly string[] = []) => ({ title, metric, alsoFor }) as Recommendation;
const advised = (...recommendations: Recommendation[]): AdviceReply => ({ kind: 'advised', outcome: 'recommended', reason: '', atRisk: null, recommendations });

function adviceOn(open: readonly Warning[], advise: (serverId: string) => Promise<AdviceReply>) {
  const written: Array<readonly [string, string | null]> = [];
  const desk = { open, advise: async (advice: ReadonlyMap<string, string | null>) => void written.push(...advice) };
  return { advice: new WarningAdvice(desk, { advise }), written };
}

describe('what to do about open warnings', () => {
  it('is the best action for the metric, or that there is none', async () => {
    const { advice, written } = adviceOn([warning('a', 'cpu'), warning('a', 'latency'), warning('a', 'memory')], async () => advised(action('Move load', 'cpu'), action('Add a server', 'latency', ['cpu'])));
    await advice.renew();
    expect(written).toEqual([['a/cpu', 'Move load'], ['a/latency', 'Add a server'], ['a/memory', null]]);
  });

  it('is asked for a bounded number of servers a cycle, likeliest first, in turn', async () => {
    const asked: string[] = [];
    const open = Array.from({ length: 25 }, (_, i) => warning(`s${i}`, 'cpu', i / 25));
    const { advice } = adviceOn(open, async (serverId) => (asked.push(serverId), advised()));
    await advice.renew();
    expect([asked.length, asked[0], asked[19]]).toEqual([20, 's24', 's5']);
    await advice.renew();
    expect(asked.slice(20, 25)).toEqual(['s4', 's3', 's2', 's1', 's0']);
  });

  it('stays as it was while the analysis knows no fleet, and is not asked for twice at once', async () => {
    let asked = 0;
    const { advice, written } = adviceOn([warning('a', 'cpu')], async () => (asked++, { kind: 'not-ready' }));
    await Promise.all([advice.renew(), advice.renew()]);
    expect([asked, written]).toEqual([1, []]);
  });
});
