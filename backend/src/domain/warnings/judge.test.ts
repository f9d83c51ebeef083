import { describe, expect, it } from '@jest/globals';
import { judgeCycle, type WarningChange } from './judge.ts';
import { warningAfter, type WarningEvent } from './lifecycle.ts';
import { severityOf, type WarningPolicy } from './policy.ts';
import type { Sighting } from './sighting.ts';
import { leadMinutesOf, type Warning } from './warning.ts';

const minute = 60_000;
const stepMs = 5 * minute;
const t0 = Date.UTC(2026, 0, 5, 9);

const policy: WarningPolicy = {
  severities: { critical: { withinMinutes: 60, probability: 0.6 }, warning: { withinMinutes: 480, probability: 0.4 } },
  page: { withinMinutes: 480, probability: 0.9 },
  clearShare: 0.5,
  holdMinutes: 30,
  groupWithinMinutes: 30,
  dependsOn: [{ tier: 'shop-web', on: 'shop-db' }],
};

/** A small fleet walked through time: what is said of each server, and what came. */
class Walk {
  nowMs = t0;
  warnings = new Map<string, Warning>();
  readonly happened: WarningChange[] = [];
  /** Values up to now, 24 h of them, by server. */
  private readonly pasts = new Map<string, number[]>();

  step(said: ReadonlyArray<Partial<Sighting> & { readonly server: string; readonly value?: number; readonly inMinutes?: number }>, minutes = 5): readonly WarningChange[] {
    this.nowMs += minutes * minute;
    const sightings = said.map(({ value = 30, inMinutes = 120, ...rest }) => {
      const past = this.pasts.get(rest.server) ?? Array.from({ length: 288 }, () => 30);
      for (let passed = 0; passed < minutes; passed += 5) past.push(value);
      this.pasts.set(rest.server, past.slice(-288));
      const recent = past.slice(-12);
      const at = (share: number) => this.nowMs + share * inMinutes * minute;
      return {
        serverId: `id-${rest.server}`, region: 'eu', profile: 'web', tier: null, metric: 'cpu', threshold: { value: 80, direction: 'above' as const }, probability: 0,
        impact: { p10AtMs: at(0.5), p50AtMs: at(1), p90AtMs: at(2) }, underWay: value >= 80, recentlyBeyond: recent.some((one) => one >= 80), stale: false,
        lastSampleAtMs: this.nowMs, hasSkill: true, mayPage: true, inMaintenance: false, speaker: 'base-1', ...rest,
      };
    });
    const changes = judgeCycle([...this.warnings.values()], {
      candidates: sightings,
      horizonMs: 480 * minute,
      of: ({ serverId }) => {
        const sighting = sightings.find((one) => one.serverId === serverId);
        if (sighting === undefined) return null;
        const values = Float32Array.from(this.pasts.get(sighting.server)!);
        return { sighting, past: { values, startAtMs: this.nowMs - (values.length - 1) * stepMs, stepMs } };
      },
    }, policy, this.nowMs);
    this.take(changes);
    return changes;
  }

  take(changes: readonly WarningChange[]): void {
    for (const change of changes) this.warnings.set(change.warningId, change.after);
    this.happened.push(...changes);
  }

  person(event: WarningEvent, warning: Warning): void {
    this.take([{ warningId: warning.warningId, event, after: warningAfter(warning, event) }]);
  }

  get only(): Warning {
    expect(this.warnings.size).toBe(1);
    return [...this.warnings.values()][0];
  }

  kinds(): readonly string[] {
    return this.happened.map(({ event }) => event.kind);
  }
}

describe('severity', () => {
  it.each([
    [0.6, 60, 'critical'],
    [0.59, 60, 'warning'],
    [0.9, 61, 'warning'],
    [0.4, 480, 'warning'],
    [0.39, 10, null],
    [0.9, 481, null],
  ] as const)('of %d in %d minutes is %s', (probability, minutes, severity) => {
    expect(severityOf(policy, probability, minutes)).toBe(severity);
  });
});

describe('a warning', () => {
  it('opens once, with everything that was said of it', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.step([{ server: 'a', probability: 0.55 }]);
    expect(walk.kinds()).toEqual(['opened']);
    expect(walk.only).toMatchObject({ state: 'open', severity: 'warning', probability: 0.5, pagedAtMs: null, outcome: 'pending', deadlineMs: t0 + 485 * minute });
  });

  it('does not open while the breach is under way, was within the hour, is not timed, or when nothing new is known', () => {
    const walk = new Walk();
    walk.step([{ server: 'now', probability: 1, value: 85 }, { server: 'untimed', probability: 1, impact: null }, { server: 'stale', probability: 1, stale: true }]);
    walk.step([{ server: 'now', probability: 1 }]);
    expect(walk.kinds()).toEqual([]);
    for (let i = 0; i < 11; i++) walk.step([{ server: 'now', probability: 1 }]);
    expect(walk.kinds()).toEqual(['opened', 'paged']);
  });

  it('escalates as the breach comes near and pages when it is sure enough, each once', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.step([{ server: 'a', probability: 0.7, inMinutes: 60 }]);
    walk.step([{ server: 'a', probability: 0.9, inMinutes: 60 }]);
    walk.step([{ server: 'a', probability: 0.5, inMinutes: 300 }]);
    expect(walk.kinds()).toEqual(['opened', 'escalated', 'paged']);
    expect(walk.only).toMatchObject({ severity: 'critical', probability: 0.9 });
  });

  it('never pages for a breach that may come too soon to act upon', () => {
    const soon = new Walk();
    soon.step([{ server: 'a', probability: 0.95, inMinutes: 59 }]);
    expect(soon.kinds()).toEqual(['opened']);
    const inTime = new Walk();
    inTime.step([{ server: 'a', probability: 0.95, inMinutes: 60 }]);
    expect(inTime.kinds()).toEqual(['opened', 'paged']);
  });

  it('never pages where the word was not kept, or in maintenance', () => {
    const walk = new Walk();
    walk.step([{ server: 'unskilled', probability: 1, mayPage: false }, { server: 'maintained', probability: 1, inMaintenance: true }]);
    walk.step([{ server: 'unskilled', probability: 1, mayPage: false }, { server: 'maintained', probability: 1, inMaintenance: true }]);
    expect(walk.kinds()).toEqual(['opened', 'opened']);
  });

  it('stays one while its probability flaps inside the hold window, and clears when it has been calm for all of it', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 4; i++) {
      walk.step([{ server: 'a', probability: 0.1 }], 25);
      walk.step([{ server: 'a', probability: 0.5 }]);
    }
    expect(walk.warnings.size).toBe(1);
    expect(walk.only.state).toBe('open');
    walk.step([{ server: 'a', probability: 0.19 }]);
    walk.step([{ server: 'a', probability: 0.19 }], 25);
    expect(walk.only.state).toBe('open');
    walk.step([{ server: 'a', probability: 0.19 }]);
    expect(walk.only).toMatchObject({ state: 'cleared', outcome: 'pending', cleared: { because: 'calm' } });
  });

  it('between the opening and the clearing level stays as it is', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 12; i++) walk.step([{ server: 'a', probability: 0.2 }], 10);
    expect(walk.kinds()).toEqual(['opened']);
  });
});

describe('what becomes of a warning', () => {
  it('came true: the breach began in time; it clears an hour after the last value beyond', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 7; i++) walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 3; i++) walk.step([{ server: 'a', probability: 0, value: 90 }]);
    expect(walk.only).toMatchObject({ state: 'open', outcome: 'came-true', onsetAtMs: t0 + 45 * minute });
    expect(leadMinutesOf(walk.only)).toBe(40);
    for (let i = 0; i < 11; i++) walk.step([{ server: 'a', probability: 0 }]);
    expect(walk.only.state).toBe('open');
    walk.step([{ server: 'a', probability: 0 }]);
    expect(walk.only).toMatchObject({ state: 'cleared', cleared: { because: 'breach-over' } });
  });

  it('late: the breach began less than half an hour after it opened', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 3; i++) walk.step([{ server: 'a', probability: 0.5, value: 90 }]);
    expect(walk.only).toMatchObject({ outcome: 'late', onsetAtMs: t0 + 10 * minute });
  });

  it('came true even after it cleared too early, and is then not open again', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 8; i++) walk.step([{ server: 'a', probability: 0.1 }]);
    expect(walk.only.state).toBe('cleared');
    for (let i = 0; i < 3; i++) walk.step([{ server: 'a', probability: 0.1, value: 90 }]);
    expect(walk.only).toMatchObject({ state: 'cleared', outcome: 'came-true' });
  });

  it('false: it cleared, and was said anew before its time had passed; the breach counts for the newer one alone', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 8; i++) walk.step([{ server: 'a', probability: 0.1 }]);
    for (let i = 0; i < 8; i++) walk.step([{ server: 'a', probability: 0.5 }]);
    for (let i = 0; i < 3; i++) walk.step([{ server: 'a', probability: 0.5, value: 90 }]);
    expect([...walk.warnings.values()].map(({ outcome }) => outcome)).toEqual(['false', 'came-true']);
  });

  it('false: nothing came within the horizon, known when a breach beginning with its last step would have lasted', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.step([{ server: 'a', probability: 0.5 }], 485);
    expect(walk.only.outcome).toBe('pending');
    walk.step([{ server: 'a', probability: 0.5 }]);
    expect(walk.only).toMatchObject({ outcome: 'false', state: 'open' });
  });

  it('prevented: nothing came, and somebody had recorded an action before', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.person({ kind: 'action-recorded', by: 'ada', text: 'added two servers', atMs: walk.nowMs + minute }, walk.only);
    walk.step([{ server: 'a', probability: 0.1 }], 500);
    expect(walk.only.outcome).toBe('prevented');
  });

  it('stale: missing data clears nothing, stops the hold, and is told once', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.step([{ server: 'a', probability: 0.1 }]);
    for (let i = 0; i < 20; i++) walk.step([]);
    walk.step([{ server: 'a', probability: 0.1, stale: true }]);
    expect(walk.kinds()).toEqual(['opened', 'calmed', 'stale']);
    expect(walk.only).toMatchObject({ state: 'open', staleSinceMs: t0 + 15 * minute, calmSinceMs: null });
    walk.step([{ server: 'a', probability: 0.1 }]);
    expect(walk.kinds().slice(-2)).toEqual(['fresh', 'calmed']);
  });

  it('unobserved: the data came back after its time, without most of it', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.step([]);
    walk.step([{ server: 'a', probability: 0.5, value: NaN, stale: true }], 490);
    walk.step([{ server: 'a', probability: 0.5 }]);
    expect(walk.only.outcome).toBe('unobserved');
  });

  it('gone: a server unseen for two weeks leaves no warning open for ever', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.step([]);
    walk.step([], 14 * 24 * 60 - 5);
    expect(walk.only.state).toBe('open');
    walk.step([]);
    expect(walk.only).toMatchObject({ state: 'cleared', cleared: { because: 'gone' }, outcome: 'unobserved' });
  });
});

describe('a group', () => {
  const shop = (server: string, tier: string, inMinutes: number) => ({ server, tier, inMinutes, probability: 0.5 });
  const groupOf = (walk: Walk, server: string) => [...walk.warnings.values()].find((one) => one.server === server)!;

  it('is led by the cause: the tier that others call, then the soonest', () => {
    const walk = new Walk();
    walk.step([shop('web-1', 'shop-web', 100), shop('web-2', 'shop-web', 110), shop('db-1', 'shop-db', 95), shop('other', 'mail', 100)]);
    const lead = groupOf(walk, 'db-1');
    expect(lead).toMatchObject({ groupId: lead.warningId, groupedBecause: null });
    expect(groupOf(walk, 'web-1')).toMatchObject({ groupId: lead.warningId, groupedBecause: 'downstream of db-1' });
    expect(groupOf(walk, 'web-2').groupId).toBe(lead.warningId);
    expect(groupOf(walk, 'other').groupId).toBe(groupOf(walk, 'other').warningId);
  });

  it('takes in warnings that open later, and never changes: not even when the lead clears', () => {
    const walk = new Walk();
    walk.step([shop('web-1', 'shop-web', 100)]);
    walk.step([shop('web-1', 'shop-web', 95), shop('web-2', 'shop-web', 100)]);
    const lead = groupOf(walk, 'web-1');
    expect(groupOf(walk, 'web-2')).toMatchObject({ groupId: lead.warningId, groupedBecause: 'same tier as web-1, about the same time' });
    for (let i = 0; i < 8; i++) walk.step([{ ...shop('web-1', 'shop-web', 95), probability: 0 }, shop('web-2', 'shop-web', 100)]);
    expect(groupOf(walk, 'web-1').state).toBe('cleared');
    expect(groupOf(walk, 'web-2').groupId).toBe(lead.warningId);
    walk.step([shop('web-3', 'shop-web', 100)]);
    expect(groupOf(walk, 'web-3').groupId).toBe(groupOf(walk, 'web-3').warningId);
  });

  it('holds what one server suffers in several metrics, but nothing that is expected at another time', () => {
    const walk = new Walk();
    walk.step([{ ...shop('web-1', 'shop-web', 100) }, { ...shop('web-1', 'shop-web', 120), metric: 'latency' }, shop('web-2', 'shop-web', 140)]);
    const metrics = [...walk.warnings.values()].filter(({ server }) => server === 'web-1');
    expect(new Set(metrics.map(({ groupId }) => groupId)).size).toBe(1);
    expect(groupOf(walk, 'web-2').groupedBecause).toBeNull();
  });
});

describe('judging', () => {
  it('the same cycle again, with what was written of it, opens nothing twice', () => {
    const first = new Walk();
    const opened = first.step([{ server: 'a', probability: 0.95 }, { server: 'b', probability: 0.5 }]);
    const again = new Walk();
    again.take(opened.slice(0, 1));
    const rest = again.step([{ server: 'a', probability: 0.95 }, { server: 'b', probability: 0.5 }]);
    expect(again.warnings.size).toBe(2);
    expect([...again.warnings.keys()].sort()).toEqual([...first.warnings.keys()].sort());
    expect(rest.map(({ event }) => event.kind)).toEqual(['paged', 'opened']);
  });

  it('is replayed from the events alone to the same warnings', () => {
    const walk = new Walk();
    walk.step([{ server: 'a', probability: 0.5 }]);
    walk.person({ kind: 'acknowledged', by: 'ada', atMs: walk.nowMs }, walk.only);
    walk.step([{ server: 'a', probability: 0.1 }]);
    walk.step([]);
    walk.step([{ server: 'a', probability: 0.5 }], 500);
    const replayed = walk.happened.reduce<Warning | null>((warning, { event }) => warningAfter(warning, event), null);
    expect(replayed).toEqual(walk.only);
  });
});
