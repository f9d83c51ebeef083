import { describe, expect, it } from '@jest/globals';
import type { Gauge } from '../../domain/export/gauge.ts';
import { expositionText } from './text-format.ts';

describe("Prometheus' text format", () => {
  it('groups what has one name, escapes labels, and says values that are no numbers as the format does', () => {
    const gauges: readonly Gauge[] = [
      { name: 'cpu:predicted', labels: { server: 'a\\b "c"\nd' }, value: 1.5 },
      { name: 'age', labels: {}, value: NaN },
      { name: 'cpu:predicted', labels: { server: 'e' }, words: { why: 'so' }, value: -Infinity },
    ];
    expect([...expositionText(gauges)].join('')).toBe(
      ['# TYPE cpu:predicted gauge', 'cpu:predicted{server="a\\\\b \\"c\\"\\nd"} 1.5', 'cpu:predicted{server="e",why="so"} -Inf', '# TYPE age gauge', 'age{} NaN', ''].join('\n'),
    );
  });

  it('comes in pieces when it is long, and whole', () => {
    const pieces = [...expositionText(Array.from({ length: 2_500 }, (_, at) => ({ name: 'cpu', labels: { server: `s${at}` }, value: at })))];
    expect(pieces).toHaveLength(3);
    expect(pieces.join('').trimEnd().split('\n')).toHaveLength(2_501);
  });

  it('is nothing when nothing is said', () => {
    expect([...expositionText([])]).toEqual([]);
  });
});
