/** What is said of a small fleet, and sinks that write it with an injected clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { configSchema } from '../../src/app/config/schema.ts';
import { composeSink } from '../../src/app/sinks/compose-sink.ts';
import type { PredictionSink } from '../../src/app/sinks/prediction-sink.ts';
import type { SaidNow } from '../../src/app/sinks/said-now.ts';
import { emptyRoll, rollAt, type WarningRoll } from '../../src/domain/export/warning-roll.ts';
import type { Warning } from '../../src/domain/warnings/warning.ts';
import { publishedFleet, stepMs } from '../service/sample-fleet.ts';

export const minute = 60_000;

const published = publishedFleet([
  { server: 'web-1', tier: 'shop', risk: 0.7, p50Minutes: 90, skill: { value: 0.2, resolvedForecasts: 99, coverage80: 0.8, isProven: true } },
  { server: 'db "1",=\\', region: 'us' },
]);

const figures: SaidNow['figures'] = [
  { measure: 'accuracy', metric: 'cpu', value: 0.7, limit: 0.8, limitIs: 'least', past: true },
  { measure: 'falsePositives', metric: null, value: null, limit: 0.5, limitIs: 'most', past: false },
];

/** The fleet's forecasts as of the last step before the moment. */
export function saidAt(nowMs: number, roll: WarningRoll = emptyRoll): SaidNow {
  const originStep = Math.floor(nowMs / stepMs);
  return { snapshot: { ...published.snapshot, originStep, snapshotId: `origin ${originStep}` }, directory: published.index.directory, roll, reasons: new Map(), figures, region: 'eu' };
}

/** A folder that is removed when its user is done with it. */
export function sinkFolder(): Disposable & { readonly path: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-sinks-'));
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A sink as the configuration would make it. */
export async function configuredSink(setting: object, folder: string, now: () => number): Promise<PredictionSink> {
  const { sinks } = configSchema.parse({ sinks: [{ name: 'test', ...setting }] });
  return composeSink(sinks[0], folder, [], now);
}

/** Tells a sink what is said while a clock that the test moves goes by. */
export class Teller {
  nowMs: number;
  private roll: WarningRoll = emptyRoll;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly now = () => this.nowMs;

  /** One repetition, with these warnings open, taken by the other side. */
  async tell(sink: PredictionSink, open: readonly Warning[]): Promise<void> {
    this.roll = rollAt(this.roll, open, this.nowMs);
    sink.tell(saidAt(this.nowMs, this.roll));
    await sink.settled();
    expect(sink.status).toMatchObject({ state: 'up', message: null, batchesDropped: 0, batchesWaiting: 0 });
  }
}
