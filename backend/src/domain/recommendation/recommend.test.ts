import type { ExpectedEffect } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { playbookSchema, type Playbook } from './playbook.ts';
import type { ReliefEngine } from './ports.ts';
import { advise, type AdviceTerms } from './recommend.ts';
import { outlook, server, situation } from './sample-situation.fixture.ts';

type Drafted = z.input<typeof playbookSchema>['actions'][number];

function action(id: string, more: Partial<Drafted> = {}): Drafted {
  return {
    id,
    title: `Do ${id}`,
    class: 'short',
    when: { metrics: ['cpu'] },
    effect: { kind: 'scale-out', servers: 1 },
    steps: [{ text: 'do it' }],
    risk: 'low',
    minutes: 10,
    reversibility: 'reversible',
    undo: 'undo it',
    prior: { success: 0.7 },
    ...more,
  };
}

function playbook(actions: readonly Drafted[], preferences: z.input<typeof playbookSchema>['preferences'] = {}): Playbook {
  return playbookSchema.parse({ playbook: 1, name: 'test', version: '1', actions: [...actions], preferences });
}

/** Takes the share of the breach probability away that is written in the factor of what the action scales. */
const relief: ReliefEngine = {
  async relief(_situation, { breach }, effect) {
    if (effect.kind !== 'scale-out' && effect.kind !== 'throttle') return { kind: 'not-computed', reason: 'not here' };
    const taken = effect.kind === 'throttle' ? 0.6 : effect.servers / 10;
    const computed: ExpectedEffect = {
      unit: 'percent',
      threshold: breach.threshold,
      probabilityBefore: breach.probability,
      probabilityAfter: breach.probability * (1 - taken),
      peakBefore: { p10: 1, p50: 2, p90: 3 },
      peakAfter: { p10: 1, p50: 2, p90: 3 },
      bands: { leadMinutes: [], before: { p10: [], p50: [], p90: [] }, after: { p10: [], p50: [], p90: [] } },
      sideEffects: effect.kind === 'scale-out' && effect.servers === 9 ? [{ server: 'web-2', metric: 'cpu', probabilityChange: breach.probability }] : [],
    };
    return { kind: 'computed', effect: computed };
  },
};

const calm = (step: number) => 40 + 5 * Math.sin((2 * Math.PI * step) / 288);
const risky = situation(server('web-1', [outlook('cpu', 0.8, calm), outlook('memory', 0.1, calm)]));
const terms = (book: Playbook, more: Partial<AdviceTerms> = {}): AdviceTerms => ({ playbook: book, leastProbability: 0.3, outcomes: [], dismissed: [], taken: [], relief, ...more });
const out = (servers: number) => ({ effect: { kind: 'scale-out', servers } as const });

async function idsOf(book: Playbook, more: Partial<AdviceTerms> = {}, around = risky): Promise<string[]> {
  const advice = await advise(around, terms(book, more));
  return advice.kind === 'recommended' ? advice.actions.map(({ action: { id } }) => id) : [`${advice.kind}: ${advice.reason}`];
}

describe('advice', () => {
  it('puts the action first that is expected to relieve most', async () => {
    expect(await idsOf(playbook([action('small', out(2)), action('large', out(8)), action('medium', out(5))]))).toEqual(['large', 'medium', 'small']);
  });

  it('recommends the smallest size that is enough, and none that is larger in vain', async () => {
    const sizeFor = async (servers: number, atMost: number) => {
      const advice = await advise(risky, terms(playbook([action('add', { effect: { kind: 'scale-out', servers, atMost } })])));
      return advice.kind === 'recommended' ? advice.actions[0].sized : advice.reason;
    };
    expect(await sizeFor(6, 12)).toEqual({ kind: 'scale-out', servers: 8 });
    const left = async (probability: number) => {
      const advice = await advise(situation(server('web-1', [outlook('cpu', probability, calm)])), terms(playbook([action('add', { effect: { kind: 'scale-out', servers: 6, atMost: 8 } })])));
      return advice.kind === 'recommended' ? advice.actions[0].sized : advice.reason;
    };
    expect(await left(0.31)).toEqual({ kind: 'scale-out', servers: 6 });
    expect(await left(0.5)).toEqual({ kind: 'scale-out', servers: 6 });
    expect(await left(0.65)).toEqual({ kind: 'scale-out', servers: 7 });
    const underWay = async (share: number) => {
      const advice = await advise(situation(server('web-1', [outlook('cpu', share, calm, { underWay: true })])), terms(playbook([action('add', { effect: { kind: 'scale-out', servers: 5, atMost: 8 } })])));
      return advice.kind === 'recommended' ? advice.actions[0].sized : advice.reason;
    };
    expect(await underWay(0.1)).toEqual({ kind: 'scale-out', servers: 5 });
    expect(await underWay(0.2)).toEqual({ kind: 'scale-out', servers: 7 });
    const saturating: ReliefEngine = {
      async relief(around, atRisk, effect, minutes) {
        return relief.relief(around, atRisk, effect.kind === 'scale-out' ? { ...effect, servers: effect.servers === 1 ? 2 : 8.7 } : effect, minutes);
      },
    };
    const advice = await advise(risky, terms(playbook([action('add', { effect: { kind: 'scale-out', servers: 1, atMost: 5 } })]), { relief: saturating }));
    expect(advice.kind === 'recommended' && advice.actions[0].sized).toEqual({ kind: 'scale-out', servers: 2 });
  });

  it('multiplies breach, match, past success and relief into the confidence, as docs/methods/recommendation.md works out', async () => {
    const advice = await advise(risky, terms(playbook([action('one', { ...out(5), when: { metrics: ['cpu'], signs: ['as-usual'] } })])));
    if (advice.kind !== 'recommended') throw new Error(advice.reason);
    const { confidence } = advice.actions[0];
    expect(confidence).toMatchObject({ breach: 0.8, relief: 0.5, reliefIs: 'computed', outcomes: 0 });
    expect(confidence.success).toBeCloseTo(0.7);
    expect(confidence.match).toBeCloseTo(0.8);
    expect(confidence.value).toBeCloseTo(0.224);
  });

  it('counts what an action moves to other servers against it, and drops what relieves nothing', async () => {
    expect(await idsOf(playbook([action('moves-it', out(9)), action('helps', out(4))]))).toEqual(['helps']);
    expect((await idsOf(playbook([action('moves-it', out(9))])))[0]).toMatch(/^cannot-say: Actions that fit: 1; none/);
  });

  it('counts requests that are turned away against it', async () => {
    const throttle = (share: number) => action('throttle', { effect: { kind: 'throttle', share } });
    expect(await idsOf(playbook([throttle(0.95), action('add', out(3))]))).toEqual(['throttle', 'add']);
    expect(await idsOf(playbook([throttle(0.8), action('add', out(3))]))).toEqual(['add', 'throttle']);
    expect((await idsOf(playbook([throttle(0.7)])))[0]).toMatch(/^cannot-say: Actions that fit: 1; none/);
  });

  it('lets an action sink that did not help here, and rise again when it does', async () => {
    const book = playbook([action('good', { ...out(5), prior: { success: 0.6 } }), action('bad', { ...out(5), prior: { success: 0.8 } })]);
    expect(await idsOf(book)).toEqual(['bad', 'good']);
    const outcomes = Array.from({ length: 10 }, (_, i) => ({ actionId: i % 2 === 0 ? 'bad' : 'good', profile: 'web', success: i % 2, weight: 0.8 }));
    expect(await idsOf(book, { outcomes })).toEqual(['good', 'bad']);
  });

  it('merges duplicates across metrics, and names what a conflicting action is chosen instead of', async () => {
    const both = situation(server('web-1', [outlook('cpu', 0.8, calm), outlook('latency', 0.6, calm)]));
    const book = playbook([
      action('add', { ...out(8), when: { metrics: ['cpu', 'latency'] }, conflicts: ['throttle'] }),
      action('add-by-hand', { ...out(5), does: 'add' }),
      action('throttle', { ...out(4) }),
    ]);
    const advice = await advise(both, terms(book));
    if (advice.kind !== 'recommended') throw new Error(advice.reason);
    expect(advice.actions.map((one) => [one.action.id, one.alsoFor, one.instead.map(({ id }) => id)])).toEqual([['add', ['latency'], ['throttle']]]);
  });

  it('is nothing to do below the limit, with the figure', async () => {
    const quiet = situation(server('web-1', [outlook('cpu', 0.12, calm)]));
    expect(await idsOf(playbook([action('one')]), {}, quiet)).toEqual(['nothing-to-do: The likeliest breach is CPU at 12%, below the 30% from which acting pays.']);
  });

  it('cannot be given without thresholds, without metrics, or where no action fits', async () => {
    const book = playbook([action('one')]);
    expect((await idsOf(book, {}, situation(server('web-1', [{ ...outlook('cpu', 0, calm), breaches: [] }]))))[0]).toMatch(/^cannot-say: None of its metrics has a threshold/);
    expect((await idsOf(book, {}, situation(server('web-1', []))))[0]).toMatch(/^cannot-say: No metric/);
    expect((await idsOf(book, {}, situation(server('web-1', [outlook('disk', 0.9, calm)]))))[0]).toMatch(/^cannot-say: No action of the playbook fits DISK/);
  });

  it('says until when starting is soon enough, as docs/methods/recommendation.md works out', async () => {
    const within = async (more: object) => {
      const advice = await advise(situation(server('web-1', [outlook('cpu', 0.8, calm, more)])), terms(playbook([action('add', { ...out(8), minutes: 15 })])));
      return advice.kind === 'recommended' ? advice.actions[0].startWithinMinutes : advice.reason;
    };
    expect(await within({ earliest: 120 })).toBe(75);
    expect(await within({ earliest: 40 })).toBe(0);
    expect(await within({ underWay: true })).toBe(0);
  });

  it('does not let go by the hours in which alone something may be done, when the next would come too late', async () => {
    const within = async (earliest: number, hours: [number, number]) => {
      const advice = await advise(situation(server('web-1', [outlook('cpu', 0.8, calm, { earliest })])), terms(playbook([action('restart', { ...out(8), minutes: 10, when: { metrics: ['cpu'], context: { hours } } })])));
      return advice.kind === 'recommended' ? advice.actions[0].startWithinMinutes : advice.reason;
    };
    expect(await within(600, [8, 12])).toBe(120);
    expect(await within(100, [8, 12])).toBe(60);
    expect(await within(1600, [8, 12])).toBe(1560);
  });

  it('waits for what was taken until it can show, and does not ask for the same look twice', async () => {
    const book = playbook([action('add', { ...out(8), scope: 'tier', minutes: 15 }), action('look', { effect: { kind: 'none' } }), action('cores', { ...out(6) })]);
    const took = (actionId: string, minutesAgo: number, onServer = true) => ({ taken: [{ actionId, minutesAgo, onServer }] });
    expect(await idsOf(book, took('add', 20))).toEqual(['nothing-to-do: “Do add” was taken already and cannot have shown yet: look again in 55 minutes.']);
    expect(await idsOf(book, took('add', 80))).toEqual(['add', 'cores', 'look']);
    expect((await idsOf(book, took('add', 20, false)))[0]).toMatch(/^nothing-to-do/);
    expect(await idsOf(book, took('cores', 20, false))).toEqual(['add', 'cores', 'look']);
    expect(await idsOf(book, took('look', 100))).toEqual(['add', 'cores']);
    const twice = [100, 200].map((minutesAgo) => ({ actionId: 'cores', minutesAgo, onServer: true }));
    expect(await idsOf(book, { taken: twice })).toEqual(['add', 'look']);
    expect(await idsOf(book, { taken: twice.map((one) => ({ ...one, onServer: false })) })).toEqual(['add', 'cores', 'look']);
  });

  it('leaves out what somebody dismissed, and what a condition does not allow', async () => {
    const book = playbook([
      action('dismissed', out(9)),
      action('other-profile', { when: { metrics: ['cpu'], profiles: ['database'] } }),
      action('too-late', { when: { metrics: ['cpu'], breach: { withinHours: 1 } } }),
      action('by-night', { when: { metrics: ['cpu'], context: { hours: [22, 6] } } }),
      action('for-many', { when: { metrics: ['cpu'], context: { tierServersAtLeast: 2 } } }),
      action('fits', { ...out(5), when: { metrics: ['cpu'], context: { hours: [8, 18], weekdays: [2] } } }),
    ]);
    expect(await idsOf(book, { dismissed: [{ actionId: 'dismissed', metric: 'cpu' }] })).toEqual(['fits']);
  });

  it('means the breach of the critical threshold where the playbook does', async () => {
    const book = playbook([action('throttle', { ...out(5), when: { metrics: ['cpu'], breach: { atLeast: 0.5, severity: 'critical' } } })]);
    const own = outlook('cpu', 0.8, calm);
    const critical = (probability: number) => situation(server('web-1', [{ ...own, breaches: [...own.breaches, { ...own.breaches[0], threshold: { value: 90, direction: 'above' }, severity: 'critical', probability }] }]));
    expect(await idsOf(book, {}, critical(0.6))).toEqual(['throttle']);
    expect((await idsOf(book, {}, critical(0.4)))[0]).toMatch(/^cannot-say: No action/);
    expect((await idsOf(book))[0]).toMatch(/^cannot-say: No action/);
  });

  it('asks for an open warning of the metric where the playbook does', async () => {
    const book = playbook([action('any', { ...out(5), when: { metrics: ['cpu'], warning: {} } }), action('grave', { ...out(8), when: { metrics: ['cpu'], warning: { severity: 'critical', paged: true } } })]);
    const warned = (severity: 'warning' | 'critical', paged: boolean, metric = 'cpu') => ({ ...risky, warnings: [{ metric, severity, paged }] });
    expect((await idsOf(book))[0]).toMatch(/^cannot-say: No action/);
    expect((await idsOf(book, {}, warned('critical', true, 'memory')))[0]).toMatch(/^cannot-say: No action/);
    expect(await idsOf(book, {}, warned('critical', false))).toEqual(['any']);
    expect(await idsOf(book, {}, warned('critical', true))).toEqual(['grave', 'any']);
  });

  it('follows the preferences of a team where actions are about as good', async () => {
    const actions = [action('first', { ...out(5), risk: 'medium' }), action('second', { ...out(5), reversibility: 'partly' })];
    expect(await idsOf(playbook(actions))).toEqual(['second', 'first']);
    expect(await idsOf(playbook(actions, { prefer: ['first'] }))).toEqual(['first', 'second']);
    expect(await idsOf(playbook(actions, { avoid: ['second'] }))).toEqual(['first', 'second']);
  });

  it('prefers what it has hints for, and demands none', async () => {
    const book = playbook([action('plain', out(5)), action('hinted', { ...out(5), when: { metrics: ['cpu'], hints: ['as-usual'] } }), action('in-vain', { ...out(4), when: { metrics: ['cpu'], hints: ['sudden'] } })]);
    expect(await idsOf(book)).toEqual(['hinted', 'plain', 'in-vain']);
  });

  it('uses the reasons of the forecast where they are known', async () => {
    const book = playbook([action('plain', out(5)), action('explained', { ...out(5), when: { metrics: ['cpu'], explanation: [{ group: 'recent' }] } })]);
    const known = { ...risky, reasons: new Map([['cpu', [{ group: 'recent', share: 0.6 }]]]) };
    expect(await idsOf(book, {}, known)).toEqual(['explained', 'plain']);
  });
});
