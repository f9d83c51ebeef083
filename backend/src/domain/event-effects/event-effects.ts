/**
 * What known events do to each series, learned from those that are over and offered for those to come; docs/methods/known-events.md.
 * Nothing later than the origin enters, except the calendar itself.
 */
import type { EventKind, EventOccurrence } from '@fleetcast/contract';
import type { EventCalendar } from '../calendar/event-calendar.ts';
import { concerns, type ScopedServer } from '../calendar/event-scope.ts';
import { withoutEvents, type EventPiece, type SeriesEvents } from '../features/series-events.ts';
import { scaleOf, toFeatureScale } from '../features/scaling.ts';
import type { EventKnowledge } from '../forecasting/ports.ts';
import { seriesKey, type FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { LocalTime } from '../series/same-local-time.ts';
import { effectRecordBytes, readEffectRecord } from './effect-record-bytes.ts';
import { EffectSums } from './effect-sums.ts';
import { eventKey, kindOfKey } from './event-key.ts';
import { touchedSteps } from './event-phases.ts';
import { KindOfEffect } from './kind-of-effect.ts';
import { occurrenceEffect, occurrencePiece } from './occurrence-effect.ts';

export interface EventEffectsOptions {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  readonly zoneOf: (series: SeriesRow) => string;
  readonly serverOf: (serverId: string) => ScopedServer | undefined;
}

/** Longer events are not learned from: of what was usual before them too little is left in the windows. */
const mostLearnedDays = 5;
const keptDays = 400;
const dayMs = 86_400_000;

interface KnownSeries {
  events: SeriesEvents;
  /** The piece of each occurrence, by its text. */
  readonly pieces: ReadonlyMap<string, EventPiece>;
}

interface Learned {
  readonly sums: EffectSums;
  /** Counts the occurrences that were learned from. */
  version: number;
  learnedStep: number;
}

export class EventEffects implements EventKnowledge {
  private readonly options: EventEffectsOptions;
  private readonly stepMs: number;
  private readonly clocks = new Map<string, LocalTime>();
  private readonly ofSeries = new Map<string, Learned>();
  private readonly ofTier = new Map<string, Learned>();
  private readonly kinds = new Map<string, KindOfEffect>();
  private known = new Map<SeriesRow, KnownSeries>();
  private calendar: EventCalendar;
  /** Origin up to which occurrences were learned from. */
  private learnedStep = -Infinity;
  private free = new Float32Array(0);

  constructor(options: EventEffectsOptions, calendar: EventCalendar) {
    this.options = options;
    this.stepMs = options.stepSeconds * 1000;
    this.calendar = calendar;
  }

  /** From the next cycle on. */
  useCalendar(calendar: EventCalendar): void {
    this.calendar = calendar;
  }

  prepare(windows: FleetWindows): void {
    const { stepMs } = this;
    const occurrences = this.calendar.occurrences(windows.oldestStep * stepMs, (windows.originStep + this.options.horizonSteps) * stepMs);
    const known = new Map<SeriesRow, KnownSeries>();
    if (occurrences.length > 0) {
      const touchingByServer = new Map<string, readonly EventOccurrence[]>();
      windows.rows.forEach((series, row) => {
        let touching = touchingByServer.get(series.serverId);
        if (touching === undefined) {
          const server = this.options.serverOf(series.serverId);
          touching = server === undefined ? [] : occurrences.filter(({ scope }) => concerns(scope, server));
          touchingByServer.set(series.serverId, touching);
        }
        if (touching.length === 0) return;
        this.learn(windows, row, touching);
        known.set(series, this.knownOf(series, touching, windows));
      });
    }
    this.known = known;
    this.learnedStep = windows.originStep;
  }

  of(series: SeriesRow): SeriesEvents | null {
    return this.known.get(series)?.events ?? null;
  }

  /** What was learned, to go on from after a restart; what was not seen for so long is left behind. */
  export(): Uint8Array {
    const oldest = this.learnedStep - (keptDays * dayMs) / this.stepMs;
    const entries = ([['series', this.ofSeries], ['tier', this.ofTier]] as const).flatMap(([of, map]) =>
      [...map].filter(([, { learnedStep }]) => learnedStep >= oldest).map(([key, { sums, version, learnedStep }]) => ({ of, key, version, learnedStep, sums })),
    );
    const tiers = new Set(entries.map(({ key }) => key));
    return effectRecordBytes({
      stepSeconds: this.options.stepSeconds,
      learnedStep: Number.isFinite(this.learnedStep) ? this.learnedStep : null,
      entries: entries.map(({ of, key, version, learnedStep }) => ({ of, key, version, learnedStep })),
      sums: entries.map(({ sums }) => sums.values),
      kinds: Object.fromEntries([...this.kinds].filter(([key]) => tiers.has(key)).map(([key, kind]) => [key, kind.state])),
    });
  }

  /** Goes on from what `export` gave. Null, or why it cannot. */
  resume(bytes: Uint8Array): string | null {
    const outcome = readEffectRecord(bytes, this.options.stepSeconds);
    if (outcome.kind === 'unusable') return outcome.message;
    const { learnedStep, entries, sums, kinds } = outcome.record;
    this.learnedStep = learnedStep ?? -Infinity;
    entries.forEach(({ of, key, version, learnedStep: step }, i) => {
      (of === 'series' ? this.ofSeries : this.ofTier).set(key, { sums: new EffectSums(sums[i]), version, learnedStep: step });
    });
    for (const [key, state] of Object.entries(kinds)) {
      const kind = new KindOfEffect(kindOfKey(key.slice(key.lastIndexOf('\n') + 1)));
      kind.resume(state);
      this.kinds.set(key, kind);
    }
    return null;
  }

  /** Learns from occurrences that the origin has passed since the last time, their aftermath included. */
  private learn(windows: FleetWindows, row: number, touching: readonly EventOccurrence[]): void {
    const { originStep, oldestStep } = windows;
    const series = windows.rows[row];
    const due = touching.filter((occurrence) => {
      const { fromStep, toStep } = touchedSteps(occurrence, this.stepMs);
      const daySteps = dayMs / this.stepMs;
      return toStep <= originStep && toStep > this.learnedStep && toStep - fromStep <= mostLearnedDays * daySteps && fromStep - oldestStep >= 2 * daySteps;
    });
    for (const occurrence of due) {
      const kind = scaleOf(series.kind);
      if (this.free.length !== windows.contextSteps) this.free = new Float32Array(windows.contextSteps);
      const others = touching.filter((other) => other !== occurrence);
      withoutEvents(windows.window(row), oldestStep, { revision: 0, pieces: this.piecesOf(series, others) }, kind, this.free);
      for (let i = 0; i < this.free.length; i++) this.free[i] = toFeatureScale(kind, this.free[i]);
      const key = eventKey(occurrence);
      this.hideUnknown(others.filter((other) => eventKey(other) === key || !this.isKnown(series, other)), oldestStep);
      const effect = occurrenceEffect(this.free, oldestStep, this.clockOf(series), occurrence, this.stepMs);
      if (effect === null) continue;
      const mine = learned(this.ofSeries, this.keyOf(series, key));
      const tier = learned(this.ofTier, this.tierKeyOf(series, key));
      const judged = this.kindOf(series, occurrence.kind, key);
      for (const { phase, usual, came } of effect) judged.judge(mine.sums, tier.sums, phase, usual, came);
      for (const { phase, usual, came } of effect) {
        mine.sums.add(phase, usual, came);
        tier.sums.add(phase, usual, came);
      }
      mine.version += 1;
      mine.learnedStep = tier.learnedStep = originStep;
    }
  }

  /** What nobody knows the effect of yet must not count as usual. */
  private hideUnknown(unknown: readonly EventOccurrence[], oldestStep: number): void {
    for (const occurrence of unknown) {
      const { fromStep, toStep } = touchedSteps(occurrence, this.stepMs);
      this.free.fill(NaN, Math.max(0, fromStep - oldestStep), Math.max(0, Math.min(this.free.length, toStep - oldestStep + 1)));
    }
  }

  private isKnown(series: SeriesRow, occurrence: EventOccurrence): boolean {
    return this.ofTier.has(this.tierKeyOf(series, eventKey(occurrence)));
  }

  private knownOf(series: SeriesRow, touching: readonly EventOccurrence[], windows: FleetWindows): KnownSeries {
    const before = this.known.get(series);
    const pieces = new Map<string, EventPiece>();
    for (const occurrence of touching) {
      const text = this.textOf(series, occurrence);
      const piece = before?.pieces.get(text) ?? this.pieceOf(series, occurrence);
      if (piece !== null) pieces.set(text, piece);
    }
    const isPast = ({ fromStep, factor }: EventPiece) => fromStep <= windows.originStep && fromStep + factor.length > windows.oldestStep;
    const appeared = [...pieces].some(([text, piece]) => isPast(piece) && !before?.pieces.has(text));
    const vanished = before !== undefined && [...before.pieces].some(([text, piece]) => isPast(piece) && !pieces.has(text));
    const revision = (before?.events.revision ?? 1) + Number(appeared || vanished);
    return { events: { revision, pieces: [...pieces.values()] }, pieces };
  }

  private piecesOf(series: SeriesRow, occurrences: readonly EventOccurrence[]): EventPiece[] {
    return occurrences.map((occurrence) => this.pieceOf(series, occurrence)).filter((piece) => piece !== null);
  }

  private pieceOf(series: SeriesRow, occurrence: EventOccurrence): EventPiece | null {
    const key = eventKey(occurrence);
    const tier = this.ofTier.get(this.tierKeyOf(series, key));
    if (tier === undefined) return null;
    const mine = this.ofSeries.get(this.keyOf(series, key));
    return occurrencePiece(this.kindOf(series, occurrence.kind, key), mine?.sums, tier.sums, occurrence, this.stepMs);
  }

  /** Changes with anything that its piece depends on. */
  private textOf(series: SeriesRow, occurrence: EventOccurrence): string {
    const key = eventKey(occurrence);
    const version = this.ofSeries.get(this.keyOf(series, key))?.version ?? 0;
    return `${key} ${occurrence.startMs} ${occurrence.endMs} ${version} ${this.kindOf(series, occurrence.kind, key).text}`;
  }

  private keyOf({ serverId, metric }: SeriesRow, key: string): string {
    return `${seriesKey(serverId, metric)}\n${key}`;
  }

  /** Servers of one tier, or of one profile where there are no tiers, feel an event alike. */
  private tierKeyOf({ serverId, metric }: SeriesRow, key: string): string {
    const server = this.options.serverOf(serverId);
    return `${server?.region}\n${server?.tier ?? server?.profile}\n${metric}\n${key}`;
  }

  private kindOf(series: SeriesRow, kind: EventKind, key: string): KindOfEffect {
    const tierKey = this.tierKeyOf(series, key);
    let found = this.kinds.get(tierKey);
    if (found === undefined) this.kinds.set(tierKey, (found = new KindOfEffect(kind)));
    return found;
  }

  private clockOf(series: SeriesRow): LocalTime {
    const zone = this.options.zoneOf(series);
    let clock = this.clocks.get(zone);
    if (clock === undefined) this.clocks.set(zone, (clock = new LocalTime(zone, this.stepMs)));
    return clock;
  }
}

function learned(map: Map<string, Learned>, key: string): Learned {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = { sums: new EffectSums(), version: 0, learnedStep: 0 }));
  return found;
}
