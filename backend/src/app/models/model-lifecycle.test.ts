import type { LifecycleDecision, ModelRegistry } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import { usualLimits } from '../../domain/models/lifecycle-limits.ts';
import { createLog } from '../../io/telemetry/log.ts';
import type { TrainingOrder } from '../jobs/ports.ts';
import { ModelLifecycle } from './model-lifecycle.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 5);
const registry: ModelRegistry = { champion: 'fleet-1', since: new Date(startMs).toISOString(), former: ['base-1'], challenger: null, watch: null, pinned: null };
const refuse = () => Promise.reject(new Error('nothing is to change here'));

/** Looks at a quiet fleet of 20 servers, of which some went into trouble, at some hours; answers what was trained, and why or why not. */
async function looksAt(changes: Partial<FleetExamination>, hours: readonly number[], scheduleHours = Infinity, troubleAt: (nowMs: number) => string | null = () => null) {
  const trained: TrainingOrder[] = [];
  const decisions: LifecycleDecision[] = [];
  let nowMs = startMs;
  const lifecycle = new ModelLifecycle({
    models: { registry, champion: { version: 'fleet-1', folder: '', manifest: null }, championSpeaks: true, challenge: refuse, promote: refuse, reject: refuse, rollBack: refuse, endWatch: refuse },
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
      trial: { champion: 'fleet-1', shadow: null, sinceStep: null, judged: 0, championFigures: null, shadowFigures: null, test: null, againstFloors: null, drift: { statistic: null, blocks: 0, alarmed: false } },
      cost: null, ...changes,
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
  return { updates: trained.filter(({ update }) => update).length, retrainings: trained.filter(({ update }) => !update).length, reasons: decisions.map(({ reason }) => reason) };
}

describe('a model’s life', () => {
  it('has a light update a day, and a retraining when the schedule comes round', async () => {
    expect(await looksAt({}, [0, 23, 24, 30, 48])).toMatchObject({ updates: 2, retrainings: 0 });
    expect(await looksAt({}, [0, 1, 50], 48)).toMatchObject({ updates: 0, retrainings: 1 });
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
