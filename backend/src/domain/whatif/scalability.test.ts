import { describe, expect, it } from '@jest/globals';
import { changedLatency, fitLatency, latencyAt } from './latency-model.ts';
import { queueingFactor } from './queueing.ts';
import { fitScalability, scalabilityFigures, scalabilityLatency, stretchAt } from './scalability.ts';

/** 20 ms alone, sigma 0.02, kappa 0.0005. */
const [seconds, sigma, kappa] = [0.02, 0.02, 0.0005];
const law = { linear: seconds * (sigma - kappa), squared: seconds * seconds * kappa * (1 - sigma) };
const timeAlone = 1000 * seconds * (1 - sigma);
const demand = Float32Array.from({ length: 400 }, (_, i) => 100 + ((i * 37) % 600));

/** Milliseconds by the law in its own words: the N with N = X R(N), by iteration from an empty server. */
function byIteration(requestsPerSecond: number): number {
  let inside = 0;
  for (let round = 0; round < 20_000; round++) inside = requestsPerSecond * seconds * (1 + sigma * (inside - 1) + kappa * inside * (inside - 1));
  return (1000 * inside) / requestsPerSecond;
}

describe('universal scalability', () => {
  it('solved for a demand is what its own words come to', () => {
    for (const requests of [50, 400, 700]) expect(timeAlone * stretchAt(law, requests)).toBeCloseTo(byIteration(requests), 3);
  });

  it('is a plain queue without coherency, and bounded beyond its peak', () => {
    expect(stretchAt({ linear: 0.001, squared: 0 }, 500)).toBeCloseTo(2, 10);
    expect(stretchAt(law, 1e6)).toBe(50);
  });

  it('is found in latencies that it made, with its sigma and kappa', () => {
    const latency = demand.map((value, i) => timeAlone * stretchAt(law, value) + 0.2 * Math.sin(i * 3));
    const model = fitScalability(demand, latency)!;
    expect(model.fitR2).toBeGreaterThan(0.97);
    expect(scalabilityLatency(model, 600)).toBeCloseTo(timeAlone * stretchAt(law, 600), 0);
    const { contention, coherency } = scalabilityFigures({ kind: 'usl', ...law, fixed: 0, scale: timeAlone, fitR2: 1 });
    expect(contention).toBeCloseTo(sigma, 6);
    expect(coherency).toBeCloseTo(kappa, 8);
  });

  it('is none where latency has nothing to do with demand', () => {
    expect(fitScalability(demand, demand.map((_, i) => 50 + 10 * Math.sin(i * i)))).toBeNull();
  });
});

describe('the law of a server', () => {
  const cpu = demand.map((value) => 10 + value / 12);

  it('is the queue unless scalability explains clearly more', () => {
    expect(fitLatency(cpu, demand, cpu.map((value, i) => 20 + 5 * queueingFactor(value / 100, 4) + 0.05 * Math.sin(i)))!.kind).toBe('mmc');
    // Cpu stays low while requests wait for each other: a queue of the cpu cannot bend so much.
    const idleCpu = demand.map((value) => 5 + value / 200);
    expect(fitLatency(idleCpu, demand, demand.map((value) => timeAlone * stretchAt(law, value)))!.kind).toBe('usl');
  });

  it('has less to wait for with more cores, and more with dearer requests', () => {
    const model = { kind: 'usl', ...law, fixed: 5, scale: timeAlone, fitR2: 1 } as const;
    const at = { cpuPercent: 50, demand: 700 };
    expect(latencyAt(changedLatency(model, { cpuFactor: 2, costFactor: 1 }), at)).toBeCloseTo(latencyAt(model, { ...at, demand: 350 }), 6);
    expect(latencyAt(changedLatency(model, { cpuFactor: 1, costFactor: 1.5 }), at)).toBeGreaterThan(1.5 * (latencyAt(model, at) - 5));
  });
});
