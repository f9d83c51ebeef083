import { metricInfo } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { knownMetrics, metricInfoOf, metricKindOf } from './metrics.ts';

describe('the metric catalogue', () => {
  it('holds only entries that the contract accepts, each name once', () => {
    for (const info of knownMetrics) expect(metricInfo.parse(info)).toEqual(info);
    expect(new Set(knownMetrics.map((info) => info.name)).size).toBe(knownMetrics.length);
  });

  it('warns before it is critical', () => {
    for (const { thresholds } of knownMetrics) {
      if (thresholds.warning !== null) expect(thresholds.warning.value).toBeLessThan(thresholds.critical.value);
    }
  });

  it.each([
    ['cpu_pct', 'percent', 'percent', 90],
    ['mem_pct', 'percent', 'percent', 95],
    ['disk_kbps', 'unbounded', 'KBs', null],
    ['net_kbps', 'unbounded', 'KBs', null],
    ['checkout_latency_ms', 'latency', 'ms', 1000],
    ['jvm_heap_pct', 'saturation', 'percent', 95],
    ['memory_bytes', 'unbounded', 'bytes', null],
    ['cpu_seconds', 'latency', 's', null],
    ['http_requests', 'unbounded', 'reqps', null],
    ['disk_busy_pct', 'saturation', 'percent', 95],
    ['widgets', 'unbounded', 'short', null],
  ])('guesses %s as %s in %s with critical limit %s', (name, kind, unit, critical) => {
    const info = metricInfoOf(name);
    expect(info.name).toBe(name);
    expect([info.kind, info.unit, info.thresholds.critical?.value ?? null]).toEqual([kind, unit, critical]);
    expect(metricKindOf(name)).toBe(kind);
  });

  it('does not take a word inside another word for a metric', () => {
    expect(metricInfoOf('internet_orders').unit).toBe('short');
    expect(metricInfoOf('payload').thresholds.critical).toBeNull();
  });
});
