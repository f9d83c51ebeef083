/** The HTTP thread reads history while the cycle's thread moves the windows: what it copies is always whole. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { FleetWindows } from '../src/domain/series/fleet-windows.ts';

const contextSteps = 3600;
const seriesCount = 200; // so that a shift takes long enough to be met
const rounds = 900;

describe('windows read from another thread', () => {
  it('never show a row torn by a shift: every value is its own step', async () => {
    const windows = new FleetWindows(contextSteps, 5000, seriesCount, 3); // shifts at every third step
    for (let s = 0; s < seriesCount; s++) {
      const row = windows.ensureRow({ serverId: `s${s}`, metric: 'cpu', kind: 'percent' });
      windows.write(row, windows.oldestStep, Float32Array.from({ length: contextSteps }, (_, i) => windows.oldestStep + i));
    }
    // the reader says how often a value stood at another step than its own, and how far it saw the origin move
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.readerFile).then(({ WindowsReader }) => {
        const reader = new WindowsReader(workerData.descriptor);
        let torn = 0, reads = 0, newest = 0;
        parentPort.postMessage({ kind: 'ready' });
        let isLast = false;
        while (!isLast) {
          isLast = Atomics.load(workerData.over, 0) === 1;
          const { fromStep, values } = reader.history((workerData.rows - 1 - reads % 4), workerData.steps);
          values.forEach((value, i) => { if (!Number.isNaN(value) && value !== fromStep + i) torn += 1; });
          newest = Math.max(newest, fromStep + values.length - 1);
          reads += 1;
        }
        parentPort.postMessage({ kind: 'done', torn, reads, newest });
      });`;
    const lastStep = 5000 + rounds;
    const over = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(source, {
      eval: true,
      workerData: { descriptor: windows.describe(), readerFile: new URL('../src/domain/series/windows-reader.ts', import.meta.url).href, steps: contextSteps, rows: seriesCount, over },
    });
    const done = await new Promise<{ torn: number; reads: number; newest: number }>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (message: { kind: string; torn: number; reads: number; newest: number }) => {
        if (message.kind === 'done') return resolve(message);
        for (let step = 5001; step <= lastStep; step++) {
          windows.advanceTo(step);
          for (let row = 0; row < seriesCount; row++) windows.write(row, step, Float32Array.of(step));
        }
        Atomics.store(over, 0, 1);
      });
    });
    await worker.terminate();
    expect(done.torn).toBe(0);
    expect(done.newest).toBe(lastStep);
    expect(done.reads).toBeGreaterThan(1);
  });
});
