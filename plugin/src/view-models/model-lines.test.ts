import type { ModelRegistry, ModelTrial } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { besideChampionInWords, figureInWords, heldOutInWords, partOf, reserveInWords, trialInWords } from './model-lines.ts';

const since = '2026-01-05T00:00:00.000Z';
const registry: ModelRegistry = { champion: 'b', since, former: ['a', 'base-1'], pinned: null, challenger: null, watch: { against: 'a', since }, reserve: { version: 'a', since } };
const voice = { floorRatio: 0.9, coverage80: 0.8, batchMs: 40 };
const trial: ModelTrial = {
  champion: { ...voice, version: 'old' }, shadow: { ...voice, version: 'new' }, purpose: 'challenger', since, endsAt: since, judged: 1200,
  difference: { value: -0.02, low: -0.03, high: -0.01, units: 20, unit: 'server' }, lossRatio: 0.96, shadowBytes: 1,
};

describe('the words about models', () => {
  it('name the part of each version', () => {
    expect(['b', 'a', 'base-1', 'c'].map((version) => partOf(version, registry))).toEqual(['Champion', 'Former champion, watched against', 'Former champion', '–']);
    expect(partOf('a', { ...registry, watch: null })).toBe('Former champion, in reserve');
    expect(partOf('c', { ...registry, challenger: { version: 'c', kind: 'update', since, servedShare: 0 } })).toBe('Challenger');
  });

  it('never sell chance as an improvement', () => {
    expect(trialInWords(trial)).toContain('it lost 4.0% less, beyond chance (20 servers)');
    expect(trialInWords({ ...trial, difference: { ...trial.difference!, high: 0.01 } })).toContain('which may be chance');
    expect(trialInWords({ ...trial, lossRatio: 1.05, difference: { ...trial.difference!, low: 0.01, high: 0.04 } })).toContain('5.0% more, beyond chance');
    expect(trialInWords({ ...trial, difference: null })).toContain('No forecast that both made has come true yet');
    expect(trialInWords({ ...trial, purpose: 'former-champion' })).toContain('old is new; new, the champion before it');
  });

  it('say what the one in the shadow takes and says, and how a version did on held-out time', () => {
    const sharing = { ...registry, challenger: { version: 'new', kind: 'update' as const, since, servedShare: 0.25 } };
    expect(besideChampionInWords({ ...trial, shadowBytes: 30 * 2 ** 20 }, sharing)).toBe('new adds 30 MB of memory and speaks for 25% of the servers meanwhile.');
    expect(besideChampionInWords({ ...trial, shadowBytes: null }, registry)).toBe('');
    const heldOut = { judged: 1200, floorRatio: 0.9, coverage80: 0.8, parentRatio: 0.98, forgetting: 1.01 };
    expect(heldOutInWords({ heldOut, parent: 'a' })).toBe('On 1,200 held-out forecasts: loss 0.900 of the better simple forecast’s, 0.980 of a’s; on older patterns 1.010 of before; the 80% band held 80.0%.');
    expect(heldOutInWords({ heldOut: null, parent: 'a' })).toBe('');
  });

  it('say of the champion before what it lost lately and how much it speaks', () => {
    const reserve = { version: 'a', since, judged: 1234, lossRatio: 0.97, series: 3, groups: [] };
    expect(reserveInWords(reserve, 'b')).toContain('On 1,234 forecasts that came true lately it lost 3.0% less; it speaks for 3 series.');
    expect(reserveInWords({ ...reserve, lossRatio: 1.02, series: 0 }, 'b')).toContain('2.0% more; it speaks for no series.');
    expect(reserveInWords({ ...reserve, lossRatio: null }, 'b')).toContain('No forecast that both made has come true yet.');
  });

  it('give a figure with its limit', () => {
    expect(figureInWords({ value: 0.12345, limit: 0.2 })).toBe('0.123 (limit 0.2)');
    expect(figureInWords({ value: null, limit: 6 })).toBe('unknown (limit 6)');
    expect(figureInWords({ value: 67_108_864, limit: null })).toBe('67,108,864');
  });
});
