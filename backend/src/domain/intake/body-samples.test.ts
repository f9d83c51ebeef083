import { describe, expect, it } from '@jest/globals';
import { pushPresets } from '../catalog/rules/presets.ts';
import { RuleBook } from '../catalog/rules/rule-book.ts';
import { BodySamples } from './body-samples.ts';
import { SeriesDirectory } from './series-directory.ts';
import { stampLimits } from './stamp-limits.ts';

const nowMs = Date.UTC(2026, 10, 23, 12);
const dayMs = 86_400_000;

function directory(mostSeriesPerToken = 100): SeriesDirectory {
  return new SeriesDirectory(new RuleBook(pushPresets, 'eu'), mostSeriesPerToken);
}

function body(of: SeriesDirectory, token = 'a'): BodySamples {
  return new BodySamples(of, token, stampLimits(nowMs, 90 * dayMs));
}

const cpu = (server: string) => ({ __name__: 'fleet_cpu', server });

describe('the samples of a body', () => {
  it('are sorted into wanted, unwanted, too old, too new and badly labelled', () => {
    const samples = body(directory());
    const wanted = samples.seriesOf('w', () => cpu('a'));
    const unwanted = samples.seriesOf('u', () => ({ __name__: 'up', instance: 'a' }));
    const wrong = samples.seriesOf('x', () => ({ wrong: 'label y twice' }));
    samples.addSample(wanted, nowMs, 1);
    samples.addSample(wanted, nowMs - 90 * dayMs, 2);
    samples.addSample(wanted, nowMs - 90 * dayMs - 1, 3);
    samples.addSample(wanted, nowMs + 600_000, 4);
    samples.addSample(wanted, nowMs + 600_001, 5);
    samples.addSample(unwanted, nowMs, 6);
    samples.addSample(wrong, nowMs, 7);
    expect([...samples.wanted.values.subarray(0, samples.wanted.length)]).toEqual([1, 2, 4]);
    expect(samples).toMatchObject({ unwanted: 1, tooOld: 1, tooNew: 1, badLabels: 1, overCap: 0, labelFault: 'label y twice' });
  });

  it('keep their order, stamps and values, stale markers included, however many there are', () => {
    const samples = body(directory());
    const series = samples.seriesOf('w', () => cpu('a'));
    const count = 5000;
    for (let i = 0; i < count; i++) samples.addSample(series, nowMs - i, i % 7 === 0 ? NaN : i);
    expect(samples.wanted.length).toBe(count);
    for (let i = 0; i < count; i++) expect([samples.wanted.timesMs[i], samples.wanted.values[i]]).toEqual([nowMs - i, i % 7 === 0 ? NaN : i]);
  });

  it('do not count as unwanted before the body has proved well-formed', () => {
    const known = directory();
    const samples = body(known);
    samples.addSample(samples.seriesOf('u', () => ({ __name__: 'up' })), nowMs, 1);
    expect(known.unwantedByName()).toEqual([]);
    samples.countUnwanted();
    expect(known.unwantedByName()).toEqual([{ name: 'up', samples: 1 }]);
  });
});

describe('the directory of series', () => {
  it('gives one id to labels in whatever order and encoding', () => {
    const known = directory();
    const id = known.enter('one', { __name__: 'fleet_cpu', server: 'a', region: 'x' }, 'a');
    expect(known.enter('two', { region: 'x', server: 'a', __name__: 'fleet_cpu' }, 'a')).toBe(id);
    expect(known.answerFor('two')).toBe(id);
    expect(known.answerFor('three')).toBeUndefined();
    expect(known.wantedSeries).toBe(1);
  });

  it('caps the series of each token, not those it shares, and lets known ones through', () => {
    const known = directory(2);
    const first = known.enter('1', cpu('1'), 'a');
    known.enter('2', cpu('2'), 'a');
    expect(known.enter('3', cpu('3'), 'a')).toBe(-1);
    expect(known.enter('1 again', cpu('1'), 'a')).toBe(first);
    expect(known.enter('3', cpu('3'), 'b')).toBeGreaterThanOrEqual(0);
    expect(known.enter('3', cpu('3'), 'a')).toBeGreaterThanOrEqual(0);
    const samples = body(known);
    samples.addSample(samples.seriesOf('4', () => cpu('4')), nowMs, 1);
    expect(samples.overCap).toBe(1);
  });

  it('makes room in the cap when a series is forgotten, and never gives its id to another', () => {
    const known = directory(1);
    const old = known.enter('1', cpu('1'), 'a');
    known.forget([old]);
    const next = known.enter('2', cpu('2'), 'a');
    expect(next).toBeGreaterThan(old);
    expect(() => known.seriesOf(old)).toThrow(/never entered/);
    expect(known.rolesOf(old)).toEqual([]);
  });

  it('goes on from what was stored: the same ids, new ones above them', () => {
    const known = directory();
    known.restore([{ id: 7, token: 'a', labels: cpu('7') }]);
    expect(known.enter('7', cpu('7'), 'a')).toBe(7);
    expect(known.enter('8', cpu('8'), 'a')).toBe(8);
    expect([...known.metrics]).toEqual(['cpu']);
  });

  it('counts ever new names of unwanted metrics together once there are a thousand', () => {
    const known = directory();
    for (let i = 0; i < 3000; i++) known.countUnwanted(known.enter(`u${i}`, { __name__: `unknown_${i}` }, 'a'));
    const names = known.unwantedByName();
    expect(names[0]).toEqual({ name: '(other names)', samples: 2000 });
    expect(names.length).toBe(1001);
  });
});
