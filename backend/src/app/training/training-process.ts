import { fork } from 'node:child_process';
import path from 'node:path';
import type { TrainingProgress } from '@fleetcast/contract';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import type { DatasetFigures } from '../../domain/training/dataset.ts';
import { trainingMessage, type TrainingRequest } from './training-request.ts';

export type TrainingEnd =
  | { readonly kind: 'trained'; readonly manifest: ModelManifest }
  /** The data is too little, too gappy or too stale to learn from. */
  | { readonly kind: 'refused'; readonly message: string; readonly figures: DatasetFigures }
  | { readonly kind: 'cancelled' }
  /** killed: by a signal from outside, e.g. the kernel short of memory; out-of-memory: by its own memory limit. */
  | { readonly kind: 'failed' | 'killed' | 'out-of-memory'; readonly message: string };

export interface TrainingProcess {
  readonly pid: number | undefined;
  /** Settles however the process ends; never rejects. */
  readonly finished: Promise<TrainingEnd>;
  /** Kills the process; nothing of the new version remains. */
  cancel(): void;
}

const keptErrorCharacters = 4000;
const defaultMemoryMb = 2048;

/** Trains in a process of its own, of low priority and limited memory, so that its death is a value here and no more. */
export function startTraining(
  request: TrainingRequest,
  onProgress: (progress: TrainingProgress) => void,
  memoryMb = defaultMemoryMb,
): TrainingProcess {
  const child = fork(path.join(import.meta.dirname, 'training-child.ts'), [], {
    execArgv: [`--max-old-space-size=${memoryMb}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let cancelled = false;
  let said: TrainingEnd | null = null;
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-keptErrorCharacters);
  });
  child.on('message', (content) => {
    const message = trainingMessage.parse(content);
    if (message.kind === 'progress') onProgress(message.progress);
    else said = message;
  });
  const finished = new Promise<TrainingEnd>((resolve) => {
    child.once('error', (fault) => resolve({ kind: 'failed', message: `The training process could not be started: ${fault.message}` }));
    child.once('close', (code, signal) => resolve(cancelled ? { kind: 'cancelled' } : (said ?? unexpectedEnd(code, signal, errors, memoryMb))));
  });
  child.send(request, (fault) => {
    // a process that is already gone says so through 'close'
    if (fault !== null && child.connected) child.kill('SIGKILL');
  });
  return {
    pid: child.pid,
    finished,
    cancel() {
      cancelled = true;
      child.kill('SIGKILL');
    },
  };
}

function unexpectedEnd(code: number | null, signal: NodeJS.Signals | null, errors: string, memoryMb: number): TrainingEnd {
  if (/heap out of memory|memory limit/i.test(errors)) {
    return { kind: 'out-of-memory', message: `Training needed more than its ${memoryMb} MB of memory: train on fewer servers or a shorter time, or allow more.` };
  }
  if (signal !== null) {
    const hint = signal === 'SIGKILL' ? ' Was the machine short of memory?' : '';
    return { kind: 'killed', message: `The training process was ended by ${signal}.${hint} What serves is unchanged; start the training again.` };
  }
  return { kind: 'failed', message: `The training process ended with code ${code}: ${errors.trim().split('\n').at(-1) || 'it gave no reason'}` };
}
