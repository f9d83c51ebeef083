/** A small fleet whose cycles are judged and told to a real Prometheus by the sink, minute by minute of a clock of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeSink } from '../../../backend/src/app/sinks/compose-sink.ts';
import type { PredictionSink } from '../../../backend/src/app/sinks/prediction-sink.ts';
import type { SaidNow } from '../../../backend/src/app/sinks/said-now.ts';
import type { Published } from '../../../backend/src/app/answers/published.ts';
import { sinkSettings } from '../../../backend/src/app/config/sink-settings.ts';
import { warningSettings } from '../../../backend/src/app/config/warning-settings.ts';
import { emptyRoll, rollAt } from '../../../backend/src/domain/export/warning-roll.ts';
import { WarningDesk } from '../../../backend/src/app/warnings/warning-desk.ts';
import { openState } from '../../../backend/src/app/workers/state-thread.ts';
import type { State } from '../../../backend/src/io/state/state.ts';
import { createLog } from '../../../backend/src/io/telemetry/log.ts';
import { madeAtMs, publishedFleet, stepMs, type SampleServer } from '../../../backend/test/service/sample-fleet.ts';
import { startPrometheus } from '../../servers/prometheus.ts';
import type { RunningServer } from '../../servers/running-server.ts';
import type { Row } from '../rule-run.ts';
import { askPrometheus } from './ask-prometheus.ts';

export const minute = 60_000;

/** What is told beside forecasts and warnings. */
export type Beside = Pick<SaidNow, 'reasons' | 'figures'>;

export class ToldFleet {
  readonly desk: WarningDesk;
  private readonly clock: { nowMs: number };
  private readonly prometheus: RunningServer;
  private readonly state: State;
  private readonly folder: string;
  private readonly sink: PredictionSink;
  private published: Published | null = null;
  private roll = emptyRoll;

  private constructor(clock: { nowMs: number }, prometheus: RunningServer, state: State, folder: string, desk: WarningDesk, sink: PredictionSink) {
    this.clock = clock;
    this.prometheus = prometheus;
    this.state = state;
    this.folder = folder;
    this.desk = desk;
    this.sink = sink;
  }

  static async start(): Promise<ToldFleet> {
    const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-told-'));
    const clock = { nowMs: madeAtMs };
    const [prometheus, state] = await Promise.all([startPrometheus(), openState({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') })]);
    const desk = await WarningDesk.open({ store: state.warnings, policy: warningSettings.parse({}), facts: { inMaintenance: () => false }, now: () => clock.nowMs, log: createLog('silent') });
    const [setting] = sinkSettings.parse([{ kind: 'prometheus', name: 'test', url: prometheus.url }]);
    const sink = await composeSink(setting, path.join(folder, 'sinks'), [], () => clock.nowMs);
    return new ToldFleet(clock, prometheus, state, folder, desk, sink);
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** A cycle: its forecasts are judged for warnings, which are advised, and told. */
  async cycle(servers: readonly SampleServer[], beside: Beside): Promise<void> {
    const made = publishedFleet(servers, this.nowMs);
    const moved = Math.floor((this.nowMs - madeAtMs) / stepMs);
    const { columns, originStep } = made.snapshot;
    this.published = { ...made, snapshot: { ...made.snapshot, originStep: originStep + moved, columns: { ...columns, seriesLastStep: columns.seriesLastStep.map((step) => step + moved) } } };
    await this.desk.judge(this.published);
    await this.desk.advise(new Map(this.desk.open.map(({ warningId }) => [warningId, 'Add a server to shop'])));
    await this.tell(beside);
  }

  /** What was said last is repeated. */
  async tell(beside: Beside): Promise<void> {
    const { snapshot, index } = this.published!;
    this.roll = rollAt(this.roll, this.desk.open, this.nowMs);
    this.sink.tell({ snapshot, directory: index.directory, roll: this.roll, region: 'eu', ...beside });
    await this.sink.settled();
    const { state, message } = this.sink.status;
    if (state !== 'up') throw new Error(`the sink is ${state}: ${message}`);
  }

  pass(minutes: number): void {
    this.clock.nowMs += minutes * minute;
  }

  readonly ask = (expr: string, atMs: number): Promise<readonly Row[]> => askPrometheus(this.prometheus.url)(expr, atMs);

  async stop(): Promise<void> {
    await this.sink.stop();
    await Promise.all([this.prometheus.stop(), this.state.store.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
