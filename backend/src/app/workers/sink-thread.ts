import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { WatchedFigure } from '../../domain/export/health-gauges.ts';
import type { WarningReasons } from '../../domain/export/warning-gauges.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { Config } from '../config/config.ts';
import type { SinkStatus } from '../sinks/prediction-sink.ts';
import { smallHeap } from './heap-limits.ts';

export interface SinkWorkerData {
  readonly config: Pick<Config, 'sinks' | 'predictionsPage' | 'region'>;
  /** Where the sinks keep what waits, and which warnings they have told. */
  readonly folder: string;
}

export type ToSinks =
  | { readonly kind: 'directory'; readonly directory: ServerDirectory }
  | { readonly kind: 'snapshot'; readonly snapshot: FleetSnapshot }
  | { readonly kind: 'warnings'; readonly open: readonly Warning[] }
  /** Why the warnings that are open were given; told with the next writing. */
  | { readonly kind: 'reasons'; readonly reasons: WarningReasons }
  /** How the models fare; repeated until it is told anew. */
  | { readonly kind: 'figures'; readonly figures: readonly WatchedFigure[] }
  /** Somebody reads the page through this port; see predictions-page.ts. */
  | { readonly kind: 'page'; readonly port: MessagePort; readonly gzip: boolean }
  | { readonly kind: 'stop' };

export interface FromSinks {
  readonly kind: 'status';
  readonly sinks: readonly SinkStatus[];
  /** What could not be read or kept on disk. */
  readonly faults: readonly string[];
}

/** One life of the sinks' thread, seen from the HTTP thread. It is told what is published and never asked to hurry. */
export class SinkThread {
  /** Resolves when it has ended: with the error of a thread that broke, or null. */
  readonly ended: Promise<Error | null>;
  private readonly worker: Worker;

  constructor(data: SinkWorkerData, onStatus: (status: FromSinks) => void) {
    this.worker = new Worker(new URL('./sink-worker.ts', import.meta.url), { resourceLimits: smallHeap, workerData: data });
    this.worker.on('message', onStatus);
    this.ended = new Promise((resolve) => {
      let failure: Error | null = null;
      this.worker.once('error', (error: Error) => (failure = error));
      this.worker.once('exit', () => resolve(failure));
    });
  }

  tell(message: Exclude<ToSinks, { kind: 'page' | 'stop' }>): void {
    this.worker.postMessage(message satisfies ToSinks);
  }

  /** The port through which one reader gets the page. */
  openPage(gzip: boolean): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.worker.postMessage({ kind: 'page', port: port2, gzip } satisfies ToSinks, [port2]);
    return port1;
  }

  async stop(): Promise<void> {
    this.worker.postMessage({ kind: 'stop' } satisfies ToSinks);
    await this.ended;
  }
}
