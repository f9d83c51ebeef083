/**
 * Who of two models has the word on a series: the champion, unless the one that was champion before (the reserve) is clearly better there.
 * A metric of servers of one profile is judged as a group, a metric of all servers where the profile has too few, and a series by its own
 * outcomes where these are plain. Each with two limits, so that nobody takes the word every hour. docs/methods/model-lifecycle.md.
 */
import type { InsteadOfChampion } from '../forecasting/model-parts.ts';
import { seriesKey } from '../series/fleet-windows.ts';
import type { PairedSeries } from './fleet-trial.ts';
import { pairedTest } from './paired-test.ts';

/** Half a day of forecasts at five leads: a series with fewer says nothing about its group. */
const leastForecasts = 60;
const leastSeries = 3;
/** Loss of the reserve beside the champion's: a group's word goes to it from the first on, if beyond chance, and back beyond the second. */
const groupLimits = { won: 0.97, lost: 0.99 } as const;
/** Two days and a half of its own, and a plain difference: what one series lost last week says little about the next. */
const ownLimits = { forecasts: 240, won: 0.85, lost: 0.95 } as const;

type Holder = 'champion' | 'reserve';

interface Holding {
  readonly holder: Holder;
  /** The reserve's loss beside the champion's when this was last judged. */
  readonly lossRatio: number;
}

export interface StoredWord {
  readonly groups: ReadonlyArray<readonly [key: string, holding: Holding]>;
  readonly own: ReadonlyArray<readonly [key: string, holding: Holding]>;
}

/** A metric of servers of one profile, or of all (null). */
export interface WordGroup {
  readonly metric: string;
  readonly profile: string | null;
  readonly lossRatio: number;
}

type Place = Pick<PairedSeries, 'serverId' | 'metric'>;

export class DividedWord {
  /** By metric and profile; a group on which too little has come true is absent. */
  private groups = new Map<string, Holding>();
  /** Series whose own outcomes are plain. */
  private own = new Map<string, Holding>();

  /** What both models lost so far; a group that has too little keeps who it has. */
  settle(pairs: readonly PairedSeries[], profileOf: (series: Place) => string): void {
    const byGroup = new Map<string, PairedSeries[]>();
    for (const pair of pairs) {
      if (pair.forecasts < leastForecasts) continue;
      for (const key of groupKeys(pair.metric, profileOf(pair))) {
        const group = byGroup.get(key);
        if (group === undefined) byGroup.set(key, [pair]);
        else group.push(pair);
      }
      this.settleOwn(pair);
    }
    for (const [key, group] of byGroup) {
      const test = group.length < leastSeries ? null : pairedTest(group);
      if (test === null) continue;
      const held = this.groups.get(key)?.holder === 'reserve';
      const holds = held ? test.lossRatio < groupLimits.lost : test.high < 0 && test.lossRatio <= groupLimits.won;
      this.groups.set(key, { holder: holds ? 'reserve' : 'champion', lossRatio: test.lossRatio });
    }
  }

  /** Null: the champion has the word. */
  on(series: Place, profile: string): InsteadOfChampion | null {
    const own = this.own.get(seriesKey(series.serverId, series.metric));
    if (own !== undefined) return own.holder === 'champion' ? null : { part: 'reserve', evidence: 'series', lossRatio: own.lossRatio };
    const [ofProfile, ofAll] = groupKeys(series.metric, profile).map((key) => this.groups.get(key));
    const group = ofProfile ?? ofAll;
    if (group === undefined || group.holder === 'champion') return null;
    return { part: 'reserve', evidence: ofProfile === undefined ? 'metric' : 'profile', lossRatio: group.lossRatio };
  }

  /** Groups on which the reserve has the word. */
  reserved(): WordGroup[] {
    return [...this.groups].filter(([, { holder }]) => holder === 'reserve').map(([key, { lossRatio }]) => ({ ...groupOf(key), lossRatio }));
  }

  clear(): void {
    this.groups.clear();
    this.own.clear();
  }

  export(): StoredWord {
    return { groups: [...this.groups], own: [...this.own] };
  }

  import({ groups, own }: StoredWord): void {
    this.groups = new Map(groups);
    this.own = new Map(own);
  }

  private settleOwn({ serverId, metric, forecasts, championLoss, shadowLoss }: PairedSeries): void {
    const key = seriesKey(serverId, metric);
    const before = this.own.get(key)?.holder;
    if (forecasts < ownLimits.forecasts || !(championLoss > 0) || !(shadowLoss > 0)) return;
    const lossRatio = shadowLoss / championLoss;
    const clearlyBelow = (ratio: number, held: boolean) => (held ? ratio < ownLimits.lost : ratio <= ownLimits.won);
    if (clearlyBelow(lossRatio, before === 'reserve')) this.own.set(key, { holder: 'reserve', lossRatio });
    else if (clearlyBelow(1 / lossRatio, before === 'champion')) this.own.set(key, { holder: 'champion', lossRatio });
    else this.own.delete(key);
  }
}

/** The nearest first. */
function groupKeys(metric: string, profile: string): readonly [ofProfile: string, ofAll: string] {
  return [`${metric}\n${profile}`, metric];
}

function groupOf(key: string): { readonly metric: string; readonly profile: string | null } {
  const [metric, profile] = key.split('\n');
  return { metric, profile: profile ?? null };
}
