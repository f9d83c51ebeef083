/** Explanations by the analysis' own thread, told of a cycle as the service tells it. */
import { BroadcastChannel } from 'node:worker_threads';
import { explanation as explanationSchema, type Explanation } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExplanationAnswers, ExplanationOutcome } from '../../src/app/analysis/explanations.ts';
import type { AnalysisChannelMessage } from '../../src/app/analysis/served-cycle.ts';
import { TooManyQuestions } from '../../src/app/analysis/too-many-questions.ts';
import { AnalysisThread, explanationMethods } from '../../src/app/workers/analysis-thread.ts';
import { eventually } from '../service/eventually.ts';
import { daySteps, defaultConfig, originStep, servedCycle, stepMs, type AnalysedSeries } from './analysed-fleet.ts';

const rough = (stepsBack: number) => ((stepsBack * 7919) % 13) / 6;
const hours = (count: number) => count * 12;
/** Steps before the origin at which a time of day `ahead` steps after the origin lay, d days ago. */
const isAround = (stepsBack: number, ahead: number, near: number) => {
  const phase = (((stepsBack + ahead) % daySteps) + daySteps) % daySteps;
  return Math.min(phase, daySteps - phase) <= near && stepsBack + ahead > near;
};

const fleet: readonly AnalysedSeries[] = [
  // a nightly job: two hours of full load, three hours from now
  { server: 'batch', metric: 'cpu', value: (back) => (isAround(back, hours(4), hours(1)) ? 92 : 12) + rough(back) },
  // it has leaked for six days since its restart, twelve points a day
  { server: 'leaky', metric: 'memory', value: (back) => (back > 6 * daySteps ? 40 + rough(back) / 4 : 16 + (6 * daySteps - back) * (12 / daySteps) + rough(back) / 4) },
  // load jumped an hour and a half ago
  { server: 'surge', metric: 'cpu', value: (back) => (back < 18 ? 84 : 35) + rough(back) },
  // calm, with a third of the last week missing
  { server: 'gappy', metric: 'cpu', value: (back) => ((back >> 3) % 3 === 0 ? NaN : 30 + 8 * Math.sin((2 * Math.PI * back) / daySteps) + rough(back)) },
  // calm, with a campaign to come in two hours that adds 25 points for an hour
  { server: 'campaign', metric: 'cpu', value: (back) => 30 + 3 * Math.sin((4 * Math.PI * back) / daySteps) + rough(back), events: { revision: 1, pieces: [{ fromStep: originStep + 24, factor: new Float32Array(12).fill(1), shift: new Float32Array(12).fill(25), spread: new Float32Array(12).fill(2) }] } },
  { server: 'young', metric: 'cpu', steps: 2 * daySteps, value: (back) => 30 + 8 * Math.sin((2 * Math.PI * back) / daySteps) + rough(back) },
  { server: 'still', metric: 'cpu', value: () => 7 },
  { server: 'traffic', metric: 'network', value: (back) => 900 + 500 * Math.sin((2 * Math.PI * back) / daySteps) + 20 * rough(back) },
];

/** What a sentence names, on the same answer. */
function figureOf(answer: Omit<Explanation, 'freshness'>, figure: string): unknown {
  const [kind, name] = figure.split(':');
  if (kind === 'group') return answer.groups.find(({ group }) => group === name);
  if (kind === 'trend') return answer.trends[name as keyof Explanation['trends']];
  if (kind === 'occlusion') return answer.agreement;
  if (kind === 'attention') return answer.view?.attention;
  return answer[kind as 'forecast' | 'speaker' | 'residual' | 'counterfactual' | 'peers'];
}

describe('an explanation', () => {
  let thread: AnalysisThread;
  let answers: ExplanationAnswers;
  let channel: BroadcastChannel;
  const failures: Error[] = [];

  beforeAll(async () => {
    const name = 'explanations test';
    channel = new BroadcastChannel(name);
    const cycle = await servedCycle(fleet);
    channel.onmessage = ({ data }) => {
      if ((data as AnalysisChannelMessage).kind === 'hello') channel.postMessage({ kind: 'served', cycle } satisfies AnalysisChannelMessage);
    };
    thread = new AnalysisThread({ config: defaultConfig(), channel: name }, (error) => failures.push(error));
    answers = thread.subject<ExplanationAnswers>('explanation', explanationMethods);
    await eventually(async () => expect((await answers.explain({ serverId: 'id-batch', metric: 'cpu', atMs: null })).kind).toBe('explained'));
  });
  afterAll(async () => {
    await thread.stop();
    channel.close();
    expect(failures).toEqual([]);
  });

  async function explained(server: string, metric = 'cpu', atMs: number | null = null): Promise<Omit<Explanation, 'freshness'>> {
    const outcome = await answers.explain({ serverId: `id-${server}`, metric, atMs });
    if (outcome.kind !== 'explained') throw new Error(outcome.kind);
    return explanationSchema.omit({ freshness: true }).parse(outcome.explanation);
  }

  it('takes no more questions than can be answered soon, and goes on', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 210 }, () => answers.explain({ serverId: 'nobody', metric: 'cpu', atMs: null })));
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(10);
    for (const reason of refused) expect(reason).toBeInstanceOf(TooManyQuestions);
    expect((await answers.explain({ serverId: 'nobody', metric: 'cpu', atMs: null })).kind).not.toBe('explained');
  });

  it('names the nightly job: the same time on the days before, and yesterday', async () => {
    const { groups, moment, forecast, start, sentences, view } = await explained('batch');
    expect(moment.why).toBe('breach');
    expect(forecast - start).toBeGreaterThan(60);
    const byDay = groups.filter(({ group }) => ['other-days', 'yesterday', 'last-week'].includes(group));
    expect(byDay.reduce((sum, { effect }) => sum + effect, 0)).toBeGreaterThan(0.9 * (forecast - start));
    expect(groups[0].group).toBe('other-days');
    expect(sentences[1]).toMatchObject({ figure: 'group:other-days' });
    expect(view!.attention.shares).toHaveLength(48);
    const { lastTwoHours, sameTimeYesterday, restOfDay, timeAhead } = view!.attention;
    expect(lastTwoHours + sameTimeYesterday + restOfDay + timeAhead).toBeCloseTo(1, 4);
  });

  it('names the last hours for a surge, and says so in words', async () => {
    const soon = (originStep + 3) * stepMs;
    const { groups, sentences, moment } = await explained('surge', 'cpu', soon);
    expect(Date.parse(moment.at)).toBe(soon);
    expect(moment.why).toBe('asked');
    expect(groups[0].group).toBe('recent');
    expect(groups[0].effect).toBeGreaterThan(20);
    expect(sentences.find(({ figure }) => figure === 'group:recent')!.text).toMatch(/^Last 3 hours \(mostly [\d.]+% to [\d.]+%\): adds [\d.]+ points/);
  });

  it.each([['batch', 'cpu'], ['leaky', 'memory'], ['surge', 'cpu'], ['gappy', 'cpu'], ['young', 'cpu'], ['still', 'cpu'], ['traffic', 'network']])('of %s adds up: start, effects and residual give the forecast, and little is left over', async (server, metric) => {
    const { start, groups, residual, forecast } = await explained(server, metric);
    const effects = groups.reduce((sum, { effect }) => sum + effect, 0);
    expect(start + effects + residual).toBeCloseTo(forecast, 2);
    const total = groups.reduce((sum, { effect }) => sum + Math.abs(effect), 0);
    expect(Math.abs(residual)).toBeLessThan(0.02 * total + 0.01);
  });

  it('says in no sentence what no figure of the answer holds', async () => {
    for (const [server, metric] of [['batch', 'cpu'], ['leaky', 'memory'], ['gappy', 'cpu'], ['young', 'cpu']]) {
      const answer = await explained(server, metric);
      expect(answer.sentences.length).toBeGreaterThan(2);
      for (const { figure } of answer.sentences) expect([figure, figureOf(answer, figure)]).toEqual([figure, expect.anything()]);
    }
  });

  it('gives no effect to a step that was never observed', async () => {
    const { effects, groups } = await explained('gappy');
    const unseen = effects.values.filter((_, i) => Number.isNaN(fleet[3].value(daySteps - 1 - i)));
    expect(unseen.length).toBeGreaterThan(80);
    expect(unseen.every((effect) => effect === 0)).toBe(true);
    expect(groups.find(({ group }) => group === 'day')!.observedShare).toBeCloseTo(2 / 3, 1);
  });

  it('gives known events that are to come their own part, and the second opinion agrees', async () => {
    const during = (originStep + 30) * stepMs;
    const { groups, forecast, start, residual } = await explained('campaign', 'cpu', during);
    expect(groups[0]).toMatchObject({ group: 'events', effect: expect.closeTo(25, 3) as unknown, occluded: expect.closeTo(25, 3) as unknown });
    expect(start + groups.reduce((sum, { effect }) => sum + effect, 0) + residual).toBeCloseTo(forecast, 2);
    const before = await explained('campaign', 'cpu', (originStep + 6) * stepMs);
    expect(before.groups.map(({ group }) => group)).not.toContain('events');
  });

  it('lets a floor explain itself', async () => {
    const young = await explained('young');
    expect(young.speaker.kind).toBe('floor');
    expect(young.method).toBe('formula');
    expect(young.view).toBeNull();
    expect(young.sentences[1]).toMatchObject({ figure: 'speaker', text: expect.stringContaining('A simple forecast speaks') as unknown });
    const still = await explained('still');
    expect(still.forecast).toBe(7);
    expect(still.groups.every(({ effect }) => effect === 0)).toBe(true);
  });

  it('finds the smallest change that avoids a breach, and the served model agrees', async () => {
    const { counterfactual, sentences } = await explained('leaky', 'memory');
    expect(counterfactual.kind).toBe('found');
    if (counterfactual.kind !== 'found') return;
    expect(counterfactual.probability).toBeGreaterThan(0.3);
    expect(counterfactual.changedProbability).toBeLessThan(0.3);
    expect(counterfactual.median).toHaveLength(96);
    expect(Math.max(...counterfactual.median)).toBeLessThan(counterfactual.threshold.value);
    expect(sentences.find(({ figure }) => figure === 'counterfactual')!.text).toMatch(/^If memory used had/);
  });

  it('says that none need be avoided where no breach is expected', async () => {
    expect((await explained('gappy')).counterfactual.kind).toBe('not-needed');
  });

  it('suspects a leak by growth since the restart, with its figures', async () => {
    const { trends, sentences } = await explained('leaky', 'memory');
    expect(trends.leak).toMatchObject({ suspected: true, restartSeen: true });
    expect(trends.leak!.risePerDay).toBeCloseTo(12, 0);
    expect(sentences.find(({ figure }) => figure === 'trend:leak')!.text).toMatch(/^A leak is suspected: (11\.\d|12|12\.\d) points a day since the restart of/);
    expect((await explained('batch')).trends.leak?.suspected ?? false).toBe(false);
  });

  it('shows servers of the profile that went the same way as evidence, apart', async () => {
    const { peers, groups } = await explained('gappy');
    expect(peers!.peers).toBe(5);
    expect(peers!.alike.map(({ server }) => server)).toEqual(['young']);
    expect(groups.map(({ group }) => group as string)).not.toContain('profile');
  });

  it('tells what cannot be explained', async () => {
    const kindOf = async (serverId: string, metric: string, atMs: number | null = null): Promise<ExplanationOutcome['kind']> => (await answers.explain({ serverId, metric, atMs })).kind;
    expect(await kindOf('id-nobody', 'cpu')).toBe('unknown-server');
    expect(await kindOf('id-batch', 'latency')).toBe('unknown-metric');
    expect(await kindOf('id-batch', 'cpu', originStep * stepMs)).toBe('outside-horizon');
    expect(await kindOf('id-batch', 'cpu', (originStep + 97) * stepMs)).toBe('outside-horizon');
  });
});
