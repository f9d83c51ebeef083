import { describe, expect, it } from '@jest/globals';
import { ErrorDrift } from './error-drift.ts';

const horizon = 96;

function after(blocks: readonly number[]): ErrorDrift {
  const drift = new ErrorDrift();
  // one more observation closes the last block
  [...blocks, 0].forEach((value, block) => {
    for (let i = 0; i < 4; i++) drift.observe(block * horizon + i * 12, 100 * value, 100, horizon);
  });
  return drift;
}

describe('the sequential test on errors', () => {
  let turn = 0;
  /** Wobbles by the golden ratio: even, and never the same twice. */
  const usual = () => -0.1 + 0.04 * (((++turn * 0.618034) % 1) - 0.5);

  it('gathers what is usual for three days before it says anything', () => {
    expect(after(Array.from({ length: 8 }, usual)).figures()).toEqual({ statistic: null, blocks: 8, alarmed: false });
  });

  it('stays quiet for a month in which nothing changes', () => {
    expect(after(Array.from({ length: 99 }, usual)).figures().alarmed).toBe(false);
  });

  it('alarms within two days of a clear change for the worse, and never for one for the better', () => {
    const before = Array.from({ length: 20 }, usual);
    expect(after([...before, ...Array.from({ length: 6 }, () => usual() + 0.06)]).figures().alarmed).toBe(true);
    expect(after([...before, ...Array.from({ length: 20 }, () => usual() - 0.2)]).figures()).toMatchObject({ alarmed: false, statistic: 0 });
  });

  it('is the same after it was stored and read', () => {
    const drift = after(Array.from({ length: 12 }, usual));
    const stored = JSON.parse(JSON.stringify(drift.export())) as ReturnType<ErrorDrift['export']>;
    expect(ErrorDrift.from(stored).figures()).toEqual(drift.figures());
  });
});
