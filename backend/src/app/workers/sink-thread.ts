import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WatchedFigure } from '../../domain/export/health-gauges.ts';
import type { WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { Published } from '../answers/published.ts';
import type { Config } from '../config/config.ts';
import type { SinkStatus } from '../sinks/prediction-sink.ts';

export interface SinkWorkerData {
  readonly config: Pick<Config, 'sinks' | 'region'>;
}

export type ToSinks =
  | { readonly kind: 'directory'; readonly directory: ServerDirectory }
  | { readonly kind: 'snapshot'; readonly snapshot: FleetSnapshot }
  | { readonly kind: 'warnings'; readonly open: readonly Warning[] }
  | { readonly kind: 'reasons'; readonly reasons: WarningReasons }
  | { readonly kind: 'figures'; readonly figures: readonly WatchedFigure[] }
  | { readonly kind: 'stop' };

export interface FromSinks {
  readonly kind: 'status';
  readonly sinks: readonly SinkStatus[];
}

/** The sinks' thread seen from the HTTP thread. It is told what is published and never asked to hurry. */
export class SinkThread {
  private readonly worker: Worker;
  private toldDirectory = '';
  private latest: readonly SinkStatus[] = [];
  private ended = false;

  constructor(config: Pick<Config, 'sinks' | 'region'>, onStatus: (sinks: readonly SinkStatus[]) => void, onFailure: (error: Error) => void) {
    this.worker = new Worker(new URL('./sink-worker.ts', import.meta.url), { workerData: { config: { sinks: config.sinks, region: config.region } } satisfies SinkWorkerData });
    this.worker.on('message', (message: FromSinks) => {
      this.latest = message.sinks;
      onStatus(message.sinks);
    });
    this.worker.on('error', onFailure);
    this.worker.on('exit', () => {
      this.ended = true;
    });
  }

  /** What is wrong with the sinks, in plain words. */
  get warnings(): readonly string[] {
    return this.latest.flatMap(({ name, state, message, batchesDropped }) => (state === 'up' || message === null ? [] : [`Sink ${name}: ${message} ${batchesDropped} minutes of predictions were given up.`]));
  }

  publish({ snapshot, index }: Published): void {
    const { directory } = index;
    if (directory.directoryId !== this.toldDirectory) this.post({ kind: 'directory', directory });
    this.toldDirectory = directory.directoryId;
    this.post({ kind: 'snapshot', snapshot });
  }

  /** The warnings that are open after the newest snapshot was judged; with them it is written. */
  judged(open: readonly Warning[]): void {
    this.post({ kind: 'warnings', open });
  }

  /** Why the warnings that are open were given; told with the next writing. */
  explained(reasons: WarningReasons): void {
    this.post({ kind: 'reasons', reasons });
  }

  /** How the models fare; repeated until it is told anew. */
  watched(figures: readonly WatchedFigure[]): void {
    this.post({ kind: 'figures', figures });
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const exited = once(this.worker, 'exit');
    this.post({ kind: 'stop' });
    await exited;
  }

  private post(message: ToSinks): void {
    if (!this.ended) this.worker.postMessage(message);
  }
}
