import { describe, expect, it } from '@jest/globals';
import { concurrency, responseSeconds, serve, utilisation } from './queueing.ts';

describe('a server as a queue', () => {
  it('is half busy when 100 requests/s of 20 ms meet four cores', () => {
    expect(utilisation(100, 0.02, 4)).toBeCloseTo(0.5, 12);
  });

  it('answers one core exactly as M/M/1: S / (1 - rho)', () => {
    for (const rho of [0.1, 0.5, 0.9]) expect(responseSeconds(0.02, rho, 1)).toBeCloseTo(0.02 / (1 - rho), 10);
  });

  it('takes 40 ms for a request of 20 ms at half load on one core', () => {
    expect(responseSeconds(0.02, utilisation(25, 0.02, 1), 1)).toBeCloseTo(0.04, 12);
  });

  it('waits less on more cores at the same utilisation, and never less than its service', () => {
    expect(responseSeconds(0.02, 0.8, 16)).toBeLessThan(responseSeconds(0.02, 0.8, 4));
    expect(responseSeconds(0.02, 0, 4)).toBe(0.02);
  });

  it('holds 5 requests when 100 a second stay 50 ms', () => {
    expect(concurrency(100, 0.05)).toBeCloseTo(5, 12);
  });

  it('keeps what it cannot serve, up to what callers wait for, and serves it later', () => {
    const crowded = serve(120, 0, 100, 10, 20);
    expect(crowded).toEqual({ throughputPerSecond: 100, backlog: 200 });
    expect(serve(1000, 0, 100, 10, 20).backlog).toBe(2000);
    expect(serve(50, crowded.backlog, 100, 10, 20)).toEqual({ throughputPerSecond: 70, backlog: 0 });
  });
});
