/** kill -9 at every stage of a model's life: a champion that can be read speaks afterwards, and the next start goes on from there. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelRegistry } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceModels } from '../../src/app/models/service-models.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import { readManifest, readModel } from '../../src/io/model-store/model-folder.ts';
import { openStateHere } from '../../src/io/state/state.ts';

const child = path.join(import.meta.dirname, 'lifecycle-child.ts');
const shipped = await readManifest(shippedModelFolder);
if (shipped.kind !== 'read') throw new Error(shipped.message);
const base = shipped.manifest.version;

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'fleetcast-kills-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

function live(stage: string): Promise<{ readonly folder: string; readonly signal: NodeJS.Signals | null; readonly said: string }> {
  const folder = path.join(root, stage.replaceAll(' ', '-'));
  mkdirSync(folder);
  const running = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, folder, stage], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => running.once('close', (_code, signal) => resolve({ folder, signal, said })));
}

/** The registry as the next start finds it; whoever speaks can be read whole. */
async function afterRestart(folder: string): Promise<ModelRegistry> {
  const state = await openStateHere({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') });
  const models = await ServiceModels.open(state.store, state.modelRegistry, { folder: path.join(folder, 'models'), region: 'eu', stepSeconds: 300, horizonSteps: 96 }, Date.UTC(2026, 1, 1));
  expect((await readModel(models.champion.folder)).kind).toBe('read');
  expect(models.championSpeaks).toBe(true);
  const registry = models.registry;
  await state.store.close();
  return registry;
}

describe('a service killed in the middle of a model’s life', () => {
  it('would have promoted the new version and rolled it back, and the next one when it got worse, had nobody killed it', async () => {
    const { signal, said } = await live('never');
    expect(signal).toBeNull();
    expect(JSON.parse(said)).toMatchObject({ champion: base, challenger: null, watch: null, reserve: null });
  });

  it.each<[string, object]>([
    ['while history is read', { champion: base, challenger: null }],
    ['while it trains', { champion: base, challenger: null }],
    ['before the decision of the gate', { champion: base, challenger: null }],
    ['after the decision of the gate', { champion: base, challenger: null }],
    ['before challenged', { champion: base, challenger: null }],
    ['after challenged', { champion: base, challenger: expect.objectContaining({ version: 'fleet-1' }) }],
    ['after the decision of the trial', { champion: base, challenger: expect.objectContaining({ version: 'fleet-1' }) }],
    ['before promoted', { champion: base }],
    ['after promoted', { champion: 'fleet-1', former: [base], watch: expect.objectContaining({ against: base }) }],
    ['before rolled-back', { champion: 'fleet-1', former: [base] }],
    ['after rolled-back', { champion: base, former: [], watch: null, reserve: null }],
    ['before rolled-back of a regression', { champion: 'fleet-2', former: [base], watch: null, reserve: expect.objectContaining({ version: base }) }],
    ['after rolled-back of a regression', { champion: base, former: [], reserve: null }],
  ])('%s finds a champion that speaks', async (stage, expected) => {
    const { folder, signal } = await live(stage);
    expect(signal).toBe('SIGKILL');
    expect(await afterRestart(folder)).toMatchObject(expected);
    if (stage.startsWith('while')) expect(readdirSync(folder)).not.toContain('models');
  });
});
