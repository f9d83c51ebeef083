import { parentPort, workerData } from 'node:worker_threads';
import { SnapshotFile } from '../../io/snapshot/snapshot-file.ts';
import type { CycleOutlet } from '../cycle/ports.ts';
import { composeCycle } from './compose-cycle.ts';
import type { CycleWorkerData, FromCycle, ToCycle } from './cycle-messages.ts';

/**
 * The cycle's thread: reads the sources, holds the windows and the model, and posts what it publishes. `session.run` blocks it
 * and must never be cut off, so nobody terminates this thread: it is asked to stop and does so between batches.
 */
const data = workerData as CycleWorkerData;
const port = parentPort!;
const post = (message: FromCycle) => port.postMessage(message);
const file = new SnapshotFile(data.config.dataFolder);
const stopping = new AbortController();
let postedDirectory = '';
let postedLayout = -1;

const outlet: CycleOutlet = {
  report: (report) => post({ kind: 'report', report }),
  async publish(snapshot, directory) {
    if (directory.directoryId !== postedDirectory) post({ kind: 'directory', directory });
    postedDirectory = directory.directoryId;
    post({ kind: 'snapshot', snapshot });
    const { windows } = cycle;
    if (windows !== null && windows.layout !== postedLayout) {
      postedLayout = windows.layout;
      post({ kind: 'windows', windows: windows.describe() });
    }
    try {
      await file.save(snapshot, directory);
    } catch (error) {
      post({ kind: 'not-saved', message: `The snapshot could not be written to ${file.path} (${error instanceof Error ? error.message : String(error)}); after a restart an older one would be served.` });
    }
  },
};

const cycle = composeCycle(data, outlet);
let running: Promise<void> = Promise.resolve();

async function run(nowMs: number): Promise<void> {
  try {
    post({ kind: 'outcome', outcome: await cycle.runOnce(nowMs, stopping.signal) });
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error), stack: error instanceof Error ? error.stack : undefined });
  }
}

port.on('message', (message: ToCycle) => {
  switch (message.kind) {
    case 'run':
      running = running.then(() => run(message.nowMs));
      break;
    case 'stop':
      stopping.abort();
      void running.then(() => port.close());
      break;
  }
});
