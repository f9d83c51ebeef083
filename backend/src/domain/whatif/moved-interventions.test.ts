import type { Intervention } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { firstBeginsMs, movedInterventions } from './moved-interventions.ts';

const at = (hours: number) => new Date(Date.UTC(2026, 4, 13) + hours * 3_600_000).toISOString();
const ms = (hours: number) => Date.parse(at(hours));
const traffic: Intervention = { kind: 'traffic', tiers: ['web'], changePercent: 50, startAt: at(2), endAt: at(4) };

describe('interventions moved to another time', () => {
  it('keep their distance from now, and what holds from now on still does', () => {
    const always: Intervention = { kind: 'scale-out', tier: 'web', servers: 1 };
    expect(movedInterventions([traffic, always], 24 * 3_600_000, ms(24))).toEqual([{ ...traffic, startAt: at(26), endAt: at(28) }, always]);
  });

  it('take a curve along, point by point', () => {
    const curve: Intervention = { kind: 'edit-input', target: { tier: 'web' }, input: 'demand', points: [{ at: at(1), factor: 1 }, { at: at(3), factor: 2 }] };
    expect(movedInterventions([curve], 3_600_000, ms(1))).toEqual([{ ...curve, points: [{ at: at(2), factor: 1 }, { at: at(4), factor: 2 }] }]);
  });

  it('leave a job in its own rhythm: its next run after now', () => {
    const job: Intervention = { kind: 'thin-job', serverId: 'batch', jobStartAt: at(2), jobMinutes: 60, everyMinutes: 1440, coreShare: 0.5 };
    expect(movedInterventions([job], 30 * 3_600_000, ms(30))).toEqual([{ ...job, jobStartAt: at(50) }]);
    expect(movedInterventions([job], 3_600_000, ms(1))).toEqual([job]);
  });

  it('leave the arrival of a version where it was', () => {
    const back: Intervention = { kind: 'roll-back', target: { tier: 'web' }, deployedAt: at(-12) };
    expect(movedInterventions([back], 3_600_000, ms(1))).toEqual([back]);
  });

  it('begin with the earliest, or when they were written', () => {
    expect(firstBeginsMs([traffic], ms(0))).toBe(ms(2));
    expect(firstBeginsMs([traffic, { kind: 'restart', serverId: 'web-1' }], ms(0))).toBe(ms(0));
  });
});
