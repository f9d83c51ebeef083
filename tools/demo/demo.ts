/** `npm run demo`: the whole of Fleetcast on a simulated fleet, in one terminal. */
import path from 'node:path';
import process from 'node:process';

import { buildStaleArtefacts } from '../build/artefacts.ts';
import { stepMs } from './demo-fleet.ts';
import { demoOptions, type DemoOptions, usage } from './options.ts';
import { type CleanUp, runDemo } from './run-demo.ts';

const root = path.resolve(import.meta.dirname, '../..');
const parts = {
  serviceMain: path.join(root, 'backend/src/main.ts'),
  pluginFolder: path.join(root, 'plugin/dist'),
  pageFolder: path.join(root, 'preview/dist'),
};
const progress = (line: string) => process.stderr.write(`${line}\n`);
const stopping = new AbortController();
const cleanUp: CleanUp = [];

/** Stops what was started, last first, once. */
async function end(code: number): Promise<never> {
  stopping.abort();
  for (const undo of cleanUp.reverse()) await undo().catch((error: unknown) => progress(`While stopping: ${(error as Error).message}`));
  process.exit(code);
}

function fail(error: unknown): void {
  if (stopping.signal.aborted) return;
  progress((error as Error).message);
  void end(1);
}

async function demo(options: DemoOptions): Promise<void> {
  await buildStaleArtefacts(root, progress, stopping.signal);
  const running = await runDemo(options, parts, progress, stopping.signal, cleanUp);
  process.stdout.write(`Fleetcast is ready: ${running.url}\n`);
  progress(`A new forecast comes every ${options.speed === 1 ? `${stepMs / 60_000} minutes` : `${Number((stepMs / 1000 / options.speed).toFixed(1))} seconds, of ${stepMs / 60_000} minutes of the fleet`}. Ctrl-C stops everything.`);
  fail(new Error(`The prediction service ended by itself (${await running.serviceEnded}).`));
}

const parsed = demoOptions(process.argv.slice(2));
if (parsed.kind === 'help') process.stdout.write(`${usage}\n`);
else if (parsed.kind === 'faults') {
  progress(`${parsed.faults.join('\n')}\n\n${usage}`);
  process.exitCode = 2;
} else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      progress('Stopping ...');
      void end(0);
    });
  }
  demo(parsed.options).catch(fail);
}
