import type { LifecycleDecision, ModelRegistry } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { TrialFigures } from '../../domain/models/trial-figures.ts';
import { usualLimits } from '../../domain/models/lifecycle-limits.ts';
import { registryAfter } from '../../domain/models/registry.ts';
import { createLog } from '../../io/telemetry/log.ts';
import type { TrainingOrder } from '../jobs/ports.ts';
import { ModelLifecycle } from './model-lifecycle.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 5);
const registry: ModelRegistry = { champion: 'fleet-1', since: new Date(startMs).toISOString(), former: ['base-1'], challenger: null, watch: null, reserve: null, pinned: null };
const refuse = () => Promise.reject(new Error('nothing is to change here'));

const noDrift = { statistic: 1, blocks: 30, alarmed: false };
/** fleet-1 has spoken for long; base-1, the champion before it, is better now beyond chance, and fleet-1 has got worse beside the floors. */
const regressed: TrialFigures = {
  champion: 'fleet-1', shadow: 'base-1', sinceStep: 1, judged: 9_000, championFigures: null, shadowFigures: null, againstFloors: null, drift: { ...noDrift, statistic: 7, alarmed: true }, driftBesideShadow: noDrift,
  test: { unit: 'server', units: 20, difference: -0.05, low: -0.07, high: -0.03, lossRatio: 0.9 },
};

/** Looks at a quiet fleet of 20 servers, of which some went into trouble, at some hours; answers what was trained, and why or why not. */
async function looksAt(changes: Partial<FleetExamination>, hours: readonly number[], scheduleHours = Infinity, troubleAt: (nowMs: number) => string | null = () => null, versions: ModelRegistry = registry) {
  let current = versions;
  const rolledBack: string[] = [];
  const trained: TrainingOrder[] = [];
  const decisions: LifecycleDecision[] = [];
  let nowMs = startMs;
  const lifecycle = new ModelLifecycle({
    models: {
      get registry() {
        return current;
      },
      get champion() {
        return { version: current.champion, folder: '', manifest: null };
      },
      championSpeaks: true, challenge: refuse, promote: refuse, reject: refuse, endWatch: refuse,
      async rollBack({ actor, cause }, atMs) {
        rolledBack.push(`${actor}: ${cause}`);
        current = registryAfter(current, { kind: 'rolled-back', version: current.former[0], atMs });
        return { kind: 'changed', registry: current };
      },
    },
    decisions: {
      async addDecision(_region, decision) {
        decisions.push(decision);
      },
      async lastDecisionMs(_region, subject, outcome) {
        const last = decisions.findLast((one) => one.subject === subject && one.outcome === outcome);
        return last === undefined ? null : Date.parse(last.at);
      },
    },
    settings: { region: 'eu', automatic: true, restHours: 24, trialHours: 24, watchHours: 24, servedShare: 0, updateHours: 24, limits: usualLimits },
    examine: async () => ({
      atMs: nowMs, originStep: 1, servers: 20, troubledServers: 0, series: 100, seriesByModel: 90, historyDays: 12, newServers: 0, retiredServers: 0, unknownShare: 0, stability: [],
      trial: { champion: 'fleet-1', shadow: null, sinceStep: null, judged: 0, championFigures: null, shadowFigures: null, test: null, againstFloors: null, drift: { statistic: null, blocks: 0, alarmed: false }, driftBesideShadow: { statistic: null, blocks: 0, alarmed: false } },
      reserve: null, cost: null, ...changes,
    }),
    async train(order) {
      trained.push(order);
      return { kind: 'conflict', message: 'it is only counted here' };
    },
    runningJob: () => null,
    nextScheduledMs: (afterMs) => afterMs + scheduleHours * hourMs,
    troubleAt,
    log: createLog('silent'),
  });
  for (const hour of hours) {
    nowMs = startMs + hour * hourMs;
    await lifecycle.runOnce(nowMs);
  }
  return { updates: trained.filter(({ update }) => update).length, retrainings: trained.filter(({ update }) => !update).length, reasons: decisions.map(({ reason }) => reason), decisions, rolledBack, champion: current.champion };
}

describe('a model’s life', () => {
  it('has a light update a day, and a retraining when the schedule comes round', async () => {
    const { decisions, ...counts } = await looksAt({}, [0, 23, 24, 30, 48]);
    expect(counts).toMatchObject({ updates: 2, retrainings: 0 });
    expect(decisions.find(({ subject }) => subject === 'update')).toMatchObject({ outcome: 'go', figures: [{ name: 'hours without an update', value: 24, limit: 24, passed: false }] });
    expect(await looksAt({}, [0, 1, 50], 48)).toMatchObject({ updates: 0, retrainings: 1 });
  });

  describe('with the former champion in reserve', () => {
    const kept: ModelRegistry = { ...registry, reserve: { version: 'base-1', since: registry.since } };
    const reserve = { trial: regressed, series: 12, groups: [] };
    const seen = (versions: ModelRegistry, changes: Partial<FleetExamination> = {}) => looksAt({ reserve, ...changes }, [100, 101, 102], 1, undefined, versions);

    it('goes back to it once when the champion has got worse, keeps the figures, and trains nothing on what it saw of the one that left', async () => {
      const { rolledBack, champion, decisions } = await seen(kept);
      expect(champion).toBe('base-1');
      expect(rolledBack).toEqual([expect.stringContaining('service: fleet-1 has become worse beside the simple forecasts than it was, and base-1 is better beyond chance')]);
      const [regression, next] = decisions;
      expect(regression).toMatchObject({ subject: 'regression', outcome: 'refused', version: 'fleet-1' });
      expect(regression.figures).toContainEqual({ name: 'error drift (sum of deviations)', value: 7, limit: 6, passed: false });
      expect(next).toMatchObject({ subject: 'retraining', at: new Date(startMs + 101 * hourMs).toISOString() });
      // the one that was given up stands in nobody's reserve: nothing goes back and forth
      expect(decisions.filter(({ subject }) => subject === 'regression')).toHaveLength(1);
    });

    it.each<[string, ModelRegistry, Partial<FleetExamination>]>([
      ['the champion is pinned', { ...kept, pinned: { by: 'ada', at: registry.since } }, {}],
      ['a challenger is on trial', { ...kept, challenger: { version: 'fleet-2', kind: 'retraining', since: registry.since, servedShare: 0 } }, {}],
      ['the figures are of another pair', { ...kept, reserve: { version: 'base-0', since: registry.since } }, {}],
      ['nobody is in reserve', registry, {}],
      ['the models that are compared could not be looked at', kept, { reserve: null }],
      ['it is as good as it was', kept, { reserve: { ...reserve, trial: { ...regressed, drift: noDrift } } }],
    ])('keeps its champion while %s', async (_when, versions, changes) => {
      const { rolledBack, champion } = await seen(versions, changes);
      expect([champion, rolledBack]).toEqual(['fleet-1', []]);
    });
  });

  it('learns nothing while a fifth of the servers is beyond critical thresholds, and says why', async () => {
    const { updates, retrainings, reasons } = await looksAt({ troubledServers: 4 }, [0, 25, 50], 24);
    expect({ updates, retrainings }).toEqual({ updates: 0, retrainings: 0 });
    expect(reasons.at(-1)).toBe('The schedule has come round. Nothing is learned during trouble: 4 of 20 servers went beyond a critical threshold within the last day and are still there.');
    expect(await looksAt({ troubledServers: 3 }, [0, 25])).toMatchObject({ updates: 1 });
  });

  it('learns nothing during reported trouble or maintenance, and goes on when it is over', async () => {
    const maintenance = (nowMs: number) => (nowMs < startMs + 30 * hourMs ? 'maintenance of the data centre.' : null);
    expect(await looksAt({}, [0, 25, 29], Infinity, maintenance)).toMatchObject({ updates: 0 });
    expect(await looksAt({}, [0, 25, 31], Infinity, maintenance)).toMatchObject({ updates: 1 });
  });
});
