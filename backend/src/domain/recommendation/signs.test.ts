import { describe, expect, it } from '@jest/globals';
import { outlook, server, situation } from './sample-situation.fixture.ts';
import { headedForThreshold, seenSigns, type Sign } from './signs.ts';
import type { MetricOutlook } from './situation.ts';

const calm = (step: number) => 40 + 5 * Math.sin((2 * Math.PI * step) / 288);

function signsOf(own: MetricOutlook, peers: readonly MetricOutlook[] = [], others: readonly MetricOutlook[] = []): Sign[] {
  const subject = server('web-1', [own, ...others]);
  const around = situation(subject, peers.map((peer, i) => server(`web-${i + 2}`, [peer])));
  return seenSigns(around, { outlook: own, breach: own.breaches[0], by: 'forecast', trend: null }).map(({ sign }) => sign);
}

describe('a line through the last hours', () => {
  it('that takes a metric past its threshold within a day is a risk that the forecast may not see', () => {
    const leaking = outlook('memory', 0.02, (step) => calm(step) + (step > -120 ? (step + 120) / 6 : 0));
    const [found, ...others] = headedForThreshold(server('web-1', [leaking, outlook('cpu', 0.02, calm)]), 5);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ outlook: { metric: 'memory' }, by: 'trend' });
    expect(found.breach.minutes!).toBeGreaterThan(300);
    expect(found.breach.probability).toBeGreaterThan(0.4);
  });

  it('is none for what follows the load, nor below what the day before had', () => {
    const rising = (step: number) => 40 + (step > -72 ? (step + 72) / 2.4 : 0);
    expect(headedForThreshold(server('web-1', [outlook('cpu', 0.1, rising), outlook('checkout_latency_ms', 0.1, rising)]), 5)).toEqual([]);
    expect(headedForThreshold(server('web-1', [outlook('memory', 0.1, rising)]), 5)).toHaveLength(1);
    const crowd = (step: number) => (step > -180 && step < -120 ? 75 : rising(step));
    expect(headedForThreshold(server('web-1', [outlook('memory', 0.1, crowd)]), 5)).toEqual([]);
  });

  it('is none where the same growth comes every day, or leads nowhere near', () => {
    const daily = outlook('memory', 0.02, (step) => 50 + 20 * Math.sin((2 * Math.PI * step) / 288));
    const slow = outlook('disk', 0.02, (step) => 20 + step / 2000);
    expect(headedForThreshold(server('web-1', [daily, slow]), 5)).toEqual([]);
  });
});

describe('the signs that are seen', () => {
  it('of a leak are a steady growth on this server alone', () => {
    const leaking = outlook('memory', 0.8, (step) => calm(step) + (step > -120 ? (step + 120) / 4 : 0));
    expect(signsOf(leaking, [outlook('memory', 0, calm, { median: 45 }), outlook('memory', 0, calm, { median: 45 })])).toEqual(expect.arrayContaining(['steady-growth', 'above-usual', 'alone-in-tier', 'room-in-tier']));
  });

  it('of a runaway process are a sudden rise on this server alone', () => {
    const busy = outlook('cpu', 0.8, (step) => calm(step) + (step > -12 ? 30 : 0));
    const signs = signsOf(busy, [outlook('cpu', 0, calm)]);
    expect(signs).toEqual(expect.arrayContaining(['sudden', 'alone-in-tier']));
    expect(signs).not.toContain('steady-growth');
    expect(signs).not.toContain('tier-wide');
  });

  it('of a surge are a rise across the tier', () => {
    const surging = (probability: number) => outlook('cpu', probability, (step) => calm(step) + (step > -12 ? 30 : 0), { median: 75 });
    const signs = signsOf(surging(0.8), [surging(0.6), surging(0.5)]);
    expect(signs).toEqual(expect.arrayContaining(['sudden', 'tier-wide', 'above-usual']));
    expect(signs).not.toContain('alone-in-tier');
    expect(signs).not.toContain('room-in-tier');
  });

  it('of the daily peak are none but that it is as usual', () => {
    expect(signsOf(outlook('cpu', 0.5, (step) => 50 + 25 * Math.sin((2 * Math.PI * step) / 288)))).toEqual(['as-usual']);
  });

  it('of a slow tier behind it is that its own cpu stays calm', () => {
    expect(signsOf(outlook('latency', 0.7, (step) => calm(step) + (step > -12 ? 30 : 0)), [], [outlook('cpu', 0, calm, { median: 45 })])).toContain('cpu-calm');
  });

  it('is nothing where nothing was observed', () => {
    expect(signsOf(outlook('cpu', 0.5, () => NaN))).toEqual([]);
  });
});
