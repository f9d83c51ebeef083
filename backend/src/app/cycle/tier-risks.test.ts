import { quantileLevels, type Threshold } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { JointCalibration } from '../../domain/evaluation/joint-calibration.ts';
import { FleetWindows } from '../../domain/series/fleet-windows.ts';
import { TierRisks } from './tier-risks.ts';

const H = 96;
const Q = quantileLevels.length;
const threshold: Threshold = { value: 80, direction: 'above' };

/** Servers by tier, all of whose cpu and memory are forecast to be at `level` for sure. */
function tiersAt(level: number, tiers: readonly (string | null)[]) {
  const windows = new FleetWindows(3600, 10_000);
  for (const [i] of tiers.entries()) {
    for (const metric of ['cpu', 'memory']) windows.write(windows.ensureRow({ serverId: `s${i}`, metric, kind: 'percent' }), windows.oldestStep, Float32Array.from({ length: 3600 }, (_, step) => 40 + 10 * Math.sin(step / 30)));
  }
  const forecast = { quantiles: new Float32Array(windows.seriesCount * Q * H).fill(level), breaches: windows.rows.map(() => [{ threshold, severity: 'warning' as const, probability: 0, underWay: false, timeToBreach: null, keepsWord: false }]) };
  const directory = { directoryId: 'd', servers: tiers.map((tier, i) => ({ serverId: `s${i}`, server: `web-${i}`, region: 'eu', profile: 'web', tier, labels: {} })) };
  return new TierRisks({ stepSeconds: 300, horizonSteps: H, togetherShare: 0.5 }, new JointCalibration({ stepSeconds: 300, horizonSteps: H })).of(forecast, windows, directory);
}

describe('joint risks', () => {
  it('are told of tiers with two servers or more, by metric', () => {
    const risks = tiersAt(90, ['shop', 'shop', 'shop', 'bank', null]);
    expect(risks.map(({ tier, metric, servers }) => [tier, metric, servers])).toEqual([['shop', 'cpu', 3], ['shop', 'memory', 3]]);
    expect(risks[0]).toMatchObject({ atLeast: [1, 1, 1], together: { servers: 2, probability: 1 } });
  });

  it('ask whether the rest survive one loss where the metric follows load', () => {
    // 60 % each is no breach of 80 %; with one of three lost the others would carry 90 %.
    const [cpu, memory] = tiersAt(60, ['shop', 'shop', 'shop']).sort((a, b) => a.metric.localeCompare(b.metric));
    expect(cpu).toMatchObject({ metric: 'cpu', together: { servers: 2, probability: 0 }, afterOneLoss: { servers: 1, probability: 1 } });
    expect(memory.afterOneLoss).toBeNull();
  });
});
