import { describe, expect, it } from '@jest/globals';
import { outlook, server, situation } from './sample-situation.fixture.ts';
import { seenSigns, type Sign } from './signs.ts';
import type { MetricOutlook } from './situation.ts';

const calm = (step: number) => 40 + 5 * Math.sin((2 * Math.PI * step) / 288);

function signsOf(own: MetricOutlook, peers: readonly MetricOutlook[] = [], others: readonly MetricOutlook[] = []): Sign[] {
  const subject = server('web-1', [own, ...others]);
  const around = situation(subject, peers.map((peer, i) => server(`web-${i + 2}`, [peer])));
  return seenSigns(around, { outlook: own, breach: own.breaches[0], by: 'forecast', trend: null }).map(({ sign }) => sign);
}

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

  it('of a dear version are a rise without more requests, of a surge one with them; without a metric that tells, neither', () => {
    const busy = outlook('cpu', 0.8, (step) => calm(step) + (step > -12 ? 30 : 0));
    const requests = (more: number) => [outlook('network', 0, (step) => 900 + (step > -12 ? more : 0))];
    expect(signsOf(busy, [], requests(100))).toContain('as-many-requests');
    expect(signsOf(busy, [], requests(300))).toContain('more-requests');
    expect(signsOf(busy, [], [outlook('http_requests', 0, (step) => (step > -12 ? 20 : 10)), ...requests(0)])).toContain('more-requests');
    expect(signsOf(busy).filter((sign) => sign.endsWith('requests'))).toEqual([]);
  });

  it('of a process that ran away amid a surge are no more requests than its peers have', () => {
    const busy = outlook('cpu', 0.8, (step) => calm(step) + (step > -12 ? 30 : 0));
    const requests = (more: number) => outlook('requests', 0, (step) => 100 + (step > -12 ? more : 0));
    const seen = (own: number, others: number) => {
      const around = situation(server('web-1', [busy, requests(own)]), ['web-2', 'web-3'].map((name) => server(name, [outlook('cpu', 0, calm), requests(others)])));
      return seenSigns(around, { outlook: busy, breach: busy.breaches[0], by: 'forecast', trend: null }).map(({ sign }) => sign);
    };
    expect(seen(60, 60)).toEqual(expect.arrayContaining(['more-requests', 'as-many-as-peers', 'alone-in-tier']));
    expect(seen(60, 0)).toEqual(expect.arrayContaining(['more-requests', 'more-than-peers']));
  });

  it('of memory that waiting requests hold is that it is slow too', () => {
    const full = outlook('memory', 0.8, calm);
    expect(signsOf(full, [], [outlook('latency', 0.5, calm)])).toContain('slow-too');
    expect(signsOf(full, [], [outlook('latency', 0.1, calm)])).not.toContain('slow-too');
  });

  it('of memory that something restarts anyway are its falls from beyond the threshold, not one alone', () => {
    const tooth = (hours: number) => (step: number) => 30 + ((step + 12 * 200) % (12 * hours)) * (65 / (12 * hours));
    expect(signsOf(outlook('memory', 0.8, tooth(30), { days: 8 }))).toContain('recycled');
    expect(signsOf(outlook('memory', 0.8, tooth(150), { days: 8 }))).not.toContain('recycled');
    expect(signsOf(outlook('memory', 0.8, (step) => 0.7 * tooth(30)(step), { days: 8 }))).not.toContain('recycled');
  });

  it('of a server that was added lately are the few hours that it was observed', () => {
    expect(signsOf(outlook('cpu', 0.8, (step) => (step > -12 * 20 ? 60 : NaN)))).toContain('new-here');
    expect(signsOf(outlook('cpu', 0.8, (step) => (step > -12 * 40 ? 60 : NaN)))).not.toContain('new-here');
  });

  it('of a server that was added days ago are that its peers were observed for much longer', () => {
    const since = (hours: number) => outlook('cpu', 0.8, (step) => (step > -12 * hours ? 60 : NaN), { days: 8 });
    expect(signsOf(since(100), [since(192), since(192), since(60)])).toContain('new-here');
    expect(signsOf(since(140), [since(192), since(192), since(60)])).not.toContain('new-here');
    expect(signsOf(since(100), [since(100), since(100)])).not.toContain('new-here');
  });

  it('is nothing where nothing was observed', () => {
    expect(signsOf(outlook('cpu', 0.5, () => NaN))).toEqual([]);
  });
});
