import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FleetWindows } from './fleet-windows.ts';
import { WindowsReader } from './windows-reader.ts';

const contextSteps = 10;
const cpu = (serverId: string) => ({ serverId, metric: 'cpu', kind: 'percent' as const });

/** The same thing without a buffer: a map from step to value per series. */
class NaiveWindows {
  private readonly series = new Map<string, Map<number, number>>();
  origin = 0;
  write(serverId: string, fromStep: number, values: readonly number[]): void {
    const steps = this.series.get(serverId) ?? new Map<number, number>();
    values.forEach((value, i) => {
      const step = fromStep + i;
      if (!Number.isNaN(value) && step <= this.origin && step > this.origin - contextSteps) steps.set(step, value);
    });
    this.series.set(serverId, steps);
  }
  window(serverId: string): number[] {
    return Array.from({ length: contextSteps }, (_, i) => this.series.get(serverId)?.get(this.origin - contextSteps + 1 + i) ?? NaN);
  }
}

const action = fc.oneof(
  fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 40 }) }),
  fc.record({
    kind: fc.constant('write' as const),
    server: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    from: fc.integer({ min: -15, max: 5 }),
    values: fc.array(fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(NaN)), { maxLength: 14 }),
  }),
  fc.record({ kind: fc.constant('drop' as const), server: fc.constantFrom('a', 'b') }),
);

describe('FleetWindows', () => {
  it('holds what a plain map of steps would hold, whatever is written and however far the origin jumps', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const windows = new FleetWindows(contextSteps, 0, 2, 3);
        let naive = new NaiveWindows();
        for (const step of actions) {
          if (step.kind === 'advance') {
            naive.origin += step.by;
            windows.advanceTo(naive.origin);
          } else if (step.kind === 'write') {
            const from = naive.origin + step.from;
            windows.write(windows.ensureRow(cpu(step.server)), from, Float32Array.from(step.values));
            naive.write(step.server, from, step.values);
          } else {
            windows.keepRows((row) => row.serverId !== step.server);
            const without = new NaiveWindows();
            without.origin = naive.origin;
            for (const { serverId } of windows.rows) without.write(serverId, naive.origin - contextSteps + 1, naive.window(serverId));
            naive = without;
          }
          const reader = new WindowsReader(windows.describe());
          for (const { serverId } of windows.rows) {
            const row = windows.rowOf(serverId, 'cpu')!;
            expect([...windows.window(row)]).toEqual(naive.window(serverId));
            expect([...reader.history(reader.rowOf(serverId, 'cpu')!, contextSteps)!.values]).toEqual(naive.window(serverId));
          }
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('refuses to move back', () => {
    const windows = new FleetWindows(contextSteps, 5);
    expect(() => windows.advanceTo(4)).toThrow('windows never move back');
  });

  it('takes for missing what is no number, infinite, or larger than 32 bits can be reckoned with', () => {
    const windows = new FleetWindows(contextSteps, 8);
    const row = windows.ensureRow(cpu('a'));
    windows.write(row, 4, Float32Array.of(NaN, Infinity, -Infinity, 3e38, -7));
    expect([...windows.window(row).subarray(-5)]).toEqual([NaN, NaN, NaN, NaN, -7]);
  });

  it('says that a row is revised when a used step changes, not when a new one arrives or nothing changes', () => {
    const windows = new FleetWindows(contextSteps, 5);
    const row = windows.ensureRow(cpu('a'));
    windows.write(row, 4, Float32Array.of(1, 2));
    windows.seal();
    windows.advanceTo(6);
    windows.write(row, 4, Float32Array.of(1, 2, 3));
    const before = windows.revision(row);
    const reader = new WindowsReader(windows.describe());
    expect(reader.history(row, 3)!.revision).toBe(before);
    windows.write(row, 3, Float32Array.of(9));
    expect(windows.revision(row)).not.toBe(before);
    expect(reader.history(row, 3)!.revision).toBe(windows.revision(row));
  });

  it('gives a reader nothing of rows that have moved since they were described', () => {
    const windows = new FleetWindows(contextSteps, 5, 2, 2);
    windows.write(windows.ensureRow(cpu('a')), 4, Float32Array.of(1, 2));
    windows.write(windows.ensureRow(cpu('b')), 4, Float32Array.of(3, 4));
    const beforeGrowing = new WindowsReader(windows.describe());
    windows.ensureRow(cpu('c'));
    expect(beforeGrowing.history(1, 2)).toBeNull();
    const beforeDropping = new WindowsReader(windows.describe());
    expect(beforeDropping.history(1, 2)!.values).toEqual(Float32Array.of(3, 4));
    windows.keepRows(({ serverId }) => serverId !== 'a');
    expect(beforeDropping.history(1, 2)).toBeNull();
    expect(new WindowsReader(windows.describe()).history(0, 2)!.values).toEqual(Float32Array.of(3, 4));
  });

  it('lets a reader made before the origin moved see the newer steps', () => {
    const windows = new FleetWindows(contextSteps, 0, 1, 2);
    const row = windows.ensureRow(cpu('a'));
    const reader = new WindowsReader(windows.describe());
    windows.advanceTo(30);
    windows.write(row, 29, Float32Array.of(7, 8));
    expect(reader.history(0, 3)).toEqual({ fromStep: 28, values: Float32Array.of(NaN, 7, 8), revision: 0 });
    expect(reader.history(0, 2, 29)).toEqual({ fromStep: 28, values: Float32Array.of(NaN, 7), revision: 0 });
    expect(reader.history(0, 100)!.values).toHaveLength(contextSteps);
  });
});
