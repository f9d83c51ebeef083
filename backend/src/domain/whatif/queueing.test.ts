import { describe, expect, it } from '@jest/globals';
import { fitQueue, queueingFactor, queueLatency } from './queueing.ts';

describe('the queueing factor', () => {
  it('is 1 / (1 - u) with one worker, as M/M/1 has it', () => {
    expect(queueingFactor(0.5, 1)).toBeCloseTo(2, 10);
    expect(queueingFactor(0.9, 1)).toBeCloseTo(10, 10);
  });

  it('waits less with more workers', () => {
    expect(queueingFactor(0.8, 8)).toBeLessThan(queueingFactor(0.8, 2));
    expect(queueingFactor(0, 4)).toBe(1);
  });

  it('stays finite when a server is full', () => {
    expect(queueingFactor(1.4, 1)).toBeCloseTo(1 + 0.98 / 0.02, 6);
  });
});

describe('a fit of latency', () => {
  const cpu = Float32Array.from({ length: 400 }, (_, i) => 10 + ((i * 37) % 80));

  it('finds the queue that made it, and says how well it explains', () => {
    const latency = cpu.map((value, i) => 20 + 5 * queueingFactor(value / 100, 4) + 0.05 * Math.sin(i));
    const model = fitQueue(cpu, latency)!;
    expect(model.workers).toBe(4);
    expect(model.fixed).toBeCloseTo(20, 0);
    expect(model.fitR2).toBeGreaterThan(0.98);
    expect(queueLatency(model, 90)).toBeCloseTo(20 + 5 * queueingFactor(0.9, 4), 0);
  });

  it('is none where latency has nothing to do with cpu', () => {
    expect(fitQueue(cpu, cpu.map((_, i) => 50 + 10 * Math.sin(i * i)))).toBeNull();
  });
});
