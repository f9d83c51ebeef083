import { describe, expect, it } from '@jest/globals';
import { DividedWord } from './divided-word.ts';
import type { PairedSeries } from './fleet-trial.ts';

const profileOf = ({ serverId }: { readonly serverId: string }) => serverId.split('-')[0];

/** Twelve servers of a profile, whose former champion lost `ratios` (taken in turn) of what the champion did on one metric. */
function pairs(profile: string, metric: string, ratios: readonly number[], forecasts = 120): PairedSeries[] {
  return Array.from({ length: 12 }, (_, s) => ({ serverId: `${profile}-${s}`, metric, forecasts, championLoss: 100, shadowLoss: 100 * ratios[s % ratios.length] }));
}

function settled(...all: ReadonlyArray<readonly PairedSeries[]>): DividedWord {
  const word = new DividedWord();
  for (const one of all) word.settle(one, profileOf);
  return word;
}

const better = [0.9, 0.92, 0.94];
const alike = [1.02, 0.99, 1.01];

describe('the word of two models', () => {
  it('is the champion’s while nothing has come true', () => {
    expect(new DividedWord().on({ serverId: 'web-1', metric: 'cpu' }, 'web')).toBeNull();
    expect(settled(pairs('web', 'cpu', better, 59)).reserved()).toEqual([]);
  });

  it('stays the former champion’s on the metric and profile where it is better beyond chance, and nowhere else', () => {
    const word = settled([...pairs('web', 'cpu', better), ...pairs('web', 'memory', alike), ...pairs('db', 'cpu', alike)]);
    expect(word.on({ serverId: 'web-1', metric: 'cpu' }, 'web')).toEqual({ part: 'reserve', evidence: 'profile', lossRatio: expect.closeTo(0.92, 2) });
    expect(word.on({ serverId: 'web-1', metric: 'memory' }, 'web')).toBeNull();
    expect(word.on({ serverId: 'db-1', metric: 'cpu' }, 'db')).toBeNull();
    expect(word.reserved()).toContainEqual({ metric: 'cpu', profile: 'web', lossRatio: expect.closeTo(0.92, 2) });
  });

  it('follows all servers where a profile has too few of its own', () => {
    const word = settled([...pairs('web', 'cpu', better), ...pairs('cache', 'cpu', better).slice(0, 2)]);
    expect(word.on({ serverId: 'cache-7', metric: 'cpu' }, 'cache')).toMatchObject({ part: 'reserve', evidence: 'metric' });
  });

  it('does not move by chance: a difference that is small, or that servers do not share, leaves it', () => {
    expect(settled(pairs('web', 'cpu', [0.98, 0.985])).reserved()).toEqual([]);
    expect(settled(pairs('web', 'cpu', [0.6, 1.4, 0.7, 1.1])).reserved()).toEqual([]);
  });

  it('goes back only when the advantage is gone, not whenever it wavers about one limit', () => {
    const wavering = settled(pairs('web', 'cpu', better), pairs('web', 'cpu', [0.98]));
    expect(wavering.on({ serverId: 'web-1', metric: 'cpu' }, 'web')).not.toBeNull();
    wavering.settle(pairs('web', 'cpu', [0.995]), profileOf);
    expect(wavering.on({ serverId: 'web-1', metric: 'cpu' }, 'web')).toBeNull();
    wavering.settle(pairs('web', 'cpu', [0.98]), profileOf);
    expect(wavering.on({ serverId: 'web-1', metric: 'cpu' }, 'web')).toBeNull();
  });

  it('is kept by whoever has it while too little has come true to judge anew', () => {
    expect(settled(pairs('web', 'cpu', better), pairs('web', 'cpu', alike, 10), []).reserved()).toHaveLength(2);
  });

  it('goes by a series’ own outcomes where these are plain, in either direction, whatever its group says', () => {
    const odd = (shadowLoss: number, forecasts = 300): PairedSeries => ({ serverId: 'web-99', metric: 'cpu', forecasts, championLoss: 100, shadowLoss });
    const place = { serverId: 'web-99', metric: 'cpu' };
    expect(settled([...pairs('web', 'cpu', alike), odd(80)]).on(place, 'web')).toEqual({ part: 'reserve', evidence: 'series', lossRatio: 0.8 });
    expect(settled([...pairs('web', 'cpu', alike), odd(80, 200)]).on(place, 'web')).toBeNull();
    expect(settled([...pairs('web', 'cpu', better), odd(120)]).on(place, 'web')).toBeNull();
    expect(settled([odd(80)], [odd(94)]).on(place, 'web')).not.toBeNull();
    expect(settled([odd(80)], [odd(96)]).on(place, 'web')).toBeNull();
  });

  it('makes nothing of losses that are nought or no numbers', () => {
    const broken = [{ championLoss: 0, shadowLoss: 0 }, { championLoss: NaN, shadowLoss: 1 }, { championLoss: 1, shadowLoss: Infinity }];
    const word = settled(broken.flatMap((losses, i) => pairs(`p${i}`, 'cpu', [1], 300).map((pair) => ({ ...pair, ...losses }))));
    expect(word.reserved()).toEqual([]);
    for (const [i] of broken.entries()) expect(word.on({ serverId: `p${i}-1`, metric: 'cpu' }, `p${i}`)).toBeNull();
  });

  it('is the same after it was stored and read', () => {
    const word = settled(pairs('web', 'cpu', better));
    const again = new DividedWord();
    again.import(JSON.parse(JSON.stringify(word.export())) as ReturnType<DividedWord['export']>);
    expect(again.reserved()).toEqual(word.reserved());
    again.clear();
    expect(again.reserved()).toEqual([]);
  });
});
