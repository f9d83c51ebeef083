import type { Warning as WarningAnswer } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { Warning } from '../../domain/warnings/warning.ts';
import { letsThrough, sortedWarnings, type ToldWarning, type WarningSort } from './sorted-warnings.ts';

interface Said {
  readonly severity?: 'critical' | 'warning';
  readonly probability?: number;
  readonly p50AtMs?: number;
  readonly underWay?: boolean;
}

function told(warningId: string, { severity = 'warning', probability = 0.5, p50AtMs = 1000, underWay = false }: Said = {}): ToldWarning {
  const answer = { warningId, server: `web-${warningId}`, metric: 'cpu', severity, probability: 0.1, current: { probability, underWay }, timeToImpact: { p10Minutes: 1, p50Minutes: 2, p90Minutes: 3 } };
  return { warning: { openedAtMs: 1000, impact: { p10AtMs: 0, p50AtMs, p90AtMs: 0 } } as Warning, answer: answer as WarningAnswer };
}

function page(all: readonly ToldWarning[], sort: WarningSort, limit = 99, cursor?: string) {
  const outcome = sortedWarnings(all, sort, undefined, limit, cursor);
  if (outcome.kind === 'bad-cursor') throw new Error('refused its own cursor');
  return { ids: outcome.warnings.map(({ warningId }) => warningId), nextCursor: outcome.nextCursor ?? undefined };
}

describe('warnings that are sorted', () => {
  it('begin with the gravest, then the likeliest by the newest forecast', () => {
    const all = [told('a', { probability: 0.5 }), told('b', { severity: 'critical', probability: 0.3 }), told('c', { probability: 0.9 }), told('d', { severity: 'critical', probability: 0.8 })];
    expect(page(all, 'urgency').ids).toEqual(['d', 'b', 'c', 'a']);
  });

  it('tell names as people count: web-9 before web-10; and breaches under way before those to come', () => {
    expect(page([told('10'), told('9')], 'server').ids).toEqual(['9', '10']);
    expect(page([told('soon', { p50AtMs: 5 }), told('now', { p50AtMs: 9, underWay: true })], 'impact').ids).toEqual(['now', 'soon']);
  });

  it('follow one another page by page though the last one of a page has moved, or is gone', () => {
    const all = [told('a', { probability: 0.9 }), told('b', { probability: 0.8 }), told('c', { probability: 0.7 }), told('d', { probability: 0.6 })];
    const { nextCursor } = page(all, 'probability', 2);
    expect(page(all, 'probability', 2, nextCursor)).toEqual({ ids: ['c', 'd'], nextCursor: undefined });
    expect(page([all[0], told('b', { probability: 0.1 }), all[2], all[3]], 'probability', 9, nextCursor).ids).toEqual(['c', 'd', 'b']);
    expect(page([all[0], all[2], all[3]], 'probability', 9, nextCursor).ids).toEqual(['c', 'd']);
  });

  it('keep those apart that are alike', () => {
    const all = ['b', 'c', 'a'].map((id) => told(id));
    const first = page(all, 'urgency', 2);
    expect([first.ids, page(all, 'urgency', 2, first.nextCursor).ids]).toEqual([['a', 'b'], ['c']]);
  });

  it('take no cursor of another order', () => {
    const { nextCursor } = page([told('a'), told('b')], 'urgency', 1);
    for (const cursor of [nextCursor, 'mine', '']) expect(sortedWarnings([], 'server', undefined, 1, cursor)).toEqual({ kind: 'bad-cursor' });
  });

  it('are narrowed as a listing of the store is', () => {
    const warning = { state: 'open', severity: 'warning', outcome: 'pending', serverId: 'a', region: 'eu', profile: 'web', tier: null, metric: 'cpu', pagedAtMs: null, groupId: 'g', openedAtMs: 100 } as Warning;
    for (const filter of [{}, { state: ['open', 'acknowledged'] as const, profile: ['web'] }, { paged: false, group: 'g', toMs: 101 }]) expect(letsThrough(filter, warning)).toBe(true);
    for (const filter of [{ state: ['acknowledged'] as const }, { tier: ['shop'] }, { paged: true }, { group: 'h' }, { toMs: 100 }]) expect(letsThrough(filter, warning)).toBe(false);
  });
});
