import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { modelVersion } from '@fleetcast/contract';
import type { ModelManifest, StoredModel } from '../../domain/models/model-manifest.ts';
import { modelVersionOf } from '../../domain/models/model-version.ts';
import type { NetworkDefinition } from '../../domain/tft/definition.ts';
import { initialParameters, parameterLayout } from '../../domain/tft/parameters.ts';
import { checksumOf, readModel } from './model-folder.ts';
import { ModelStore } from './model-store.ts';

const definition: NetworkDefinition = { grid: { stepSeconds: 3600, pastSteps: 24, horizonSteps: 12 }, width: 8, heads: 2, mixerGroups: 2, embeddingRows: 2 };
const layout = parameterLayout(definition);

function modelOf(version: string, createdAt = '2026-01-01T00:00:00.000Z'): StoredModel {
  const values = initialParameters(layout, () => 0.3);
  return {
    values,
    manifest: {
      format: 1,
      version,
      origin: 'fine-tuned',
      createdAt,
      definition,
      parameters: layout.slots.map(({ name, shape }) => ({ name, shape: [...shape] })),
      weights: { file: 'weights.f32', count: values.length, sizeBytes: values.byteLength, checksumSha256: checksumOf(values) },
      training: { steps: 10, bestStep: 10, seed: 1, batch: 8, threads: 1, dataFingerprint: 'f', trainedOn: 'nothing', validationLoss: 0.5, stoppedBy: 'steps', machine: 'm' },
      parent: 'base-1',
      embeddedSeries: ['a\ncpu'],
    },
  };
}

describe('the model store', () => {
  let store: ModelStore;
  const file = (version: string, name: string) => path.join(store.root, version, name);
  const edit = (version: string, change: (manifest: ModelManifest) => unknown) => {
    const manifest = JSON.parse(readFileSync(file(version, 'manifest.json'), 'utf8')) as ModelManifest;
    writeFileSync(file(version, 'manifest.json'), JSON.stringify(change(manifest)));
  };

  beforeEach(() => {
    store = new ModelStore(mkdtempSync(path.join(tmpdir(), 'fleetcast-models-')));
  });
  afterEach(() => rmSync(store.root, { recursive: true }));

  it('gives back what was written, to the bit', async () => {
    const model = modelOf('v1');
    await store.write(model);
    expect(await store.read('v1')).toEqual({ kind: 'read', model });
    expect(readdirSync(store.root)).toEqual(['v1']);
  });

  it('never rewrites a version', async () => {
    await store.write(modelOf('v1'));
    await expect(store.write(modelOf('v1'))).rejects.toThrow();
    expect(readdirSync(store.root)).toEqual(['v1']);
    expect((await store.read('v1')).kind).toBe('read');
  });

  it('lists versions oldest first, and says which folders are none', async () => {
    await store.write(modelOf('newer', '2026-02-01T00:00:00.000Z'));
    await store.write(modelOf('older', '2026-01-01T00:00:00.000Z'));
    await store.write(modelOf('broken'));
    writeFileSync(file('broken', 'manifest.json'), '{');
    // left by a crash in the middle of writing
    mkdirSync(path.join(store.root, '.half.0123'));
    const { manifests, faults } = await store.list();
    expect(manifests.map(({ version }) => version)).toEqual(['older', 'newer']);
    expect(faults).toMatchObject([{ kind: 'corrupted', message: expect.stringContaining('is not JSON') }]);
    expect(await new ModelStore(path.join(store.root, 'nowhere')).list()).toEqual({ manifests: [], faults: [] });
  });

  it('refuses weights that are not the ones written', async () => {
    await store.write(modelOf('flipped'));
    const bytes = readFileSync(file('flipped', 'weights.f32'));
    bytes[100] ^= 1;
    writeFileSync(file('flipped', 'weights.f32'), bytes);
    expect(await store.read('flipped')).toMatchObject({ kind: 'corrupted', message: expect.stringContaining('is not what was written') });
    await store.write(modelOf('longer'));
    appendFileSync(file('longer', 'weights.f32'), 'x');
    expect((await store.read('longer')).kind).toBe('corrupted');
    await store.write(modelOf('lost'));
    rmSync(file('lost', 'weights.f32'));
    expect((await store.read('lost')).kind).toBe('corrupted');
  });

  it('refuses weights that are not numbers, although their checksum is right', async () => {
    const model = modelOf('odd');
    model.values[3] = NaN;
    await store.write({ ...model, manifest: { ...model.manifest, weights: { ...model.manifest.weights, checksumSha256: checksumOf(model.values) } } });
    expect(await store.read('odd')).toMatchObject({ kind: 'corrupted', message: expect.stringContaining('not numbers') });
  });

  it('refuses manifests of other programs and of other networks', async () => {
    const foreign: ReadonlyArray<readonly [string, (manifest: ModelManifest) => unknown, string]> = [
      ['other-format', (manifest) => ({ ...manifest, format: 2 }), 'format'],
      ['extra', (manifest) => ({ ...manifest, script: 'x' }), 'script'],
      ['wider', (manifest) => ({ ...manifest, definition: { ...definition, width: 16 } }), 'parameters'],
      ['renamed', (manifest) => ({ ...manifest, parameters: manifest.parameters.map((one, index) => (index === 2 ? { ...one, name: 'other' } : one)) }), 'first difference'],
      ['unlisted', (manifest) => ({ ...manifest, embeddedSeries: [] }), 'embedding rows for 0 series'],
      ['escaping', (manifest) => ({ ...manifest, weights: { ...manifest.weights, file: '../secret' } }), 'weights.file'],
    ];
    for (const [version, change, said] of foreign) {
      await store.write(modelOf(version));
      edit(version, change);
      expect(await store.read(version)).toMatchObject({ kind: 'foreign', message: expect.stringContaining(said) });
    }
  });

  it('knows no version outside its folder', async () => {
    await store.write(modelOf('v1'));
    cpSync(file('v1', '.'), path.join(store.root, '..v1'), { recursive: true });
    copyFileSync(file('v1', 'manifest.json'), path.join(store.root, 'manifest.json'));
    for (const version of ['..', '../v1', '', 'a/b', 'absent']) expect((await store.read(version)).kind).toBe('absent');
    rmSync(path.join(store.root, '..v1'), { recursive: true });
  });

  it('forgets a version that is removed', async () => {
    await store.write(modelOf('v1'));
    await store.remove('v1');
    expect(existsSync(file('v1', '.'))).toBe(false);
    expect((await store.read('v1')).kind).toBe('absent');
  });

  it('shows a version as the contract says', () => {
    const { manifest } = modelOf('v1');
    const shown = modelVersionOf(manifest, 'champion');
    expect(modelVersion.parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ dataFingerprint: manifest.training.dataFingerprint, heldOut: null });
    const candidate = { floorRatio: 0.85, coverage80: 0.79 };
    const judged = modelVersionOf({ ...manifest, heldOut: { judged: 900, candidate, parent: { floorRatio: 0.9, coverage80: 0.8 }, lossRatio: 0.95, forgetting: 1.01 } }, 'retired');
    expect(modelVersion.parse(judged).heldOut).toEqual({ judged: 900, ...candidate, parentRatio: 0.95, forgetting: 1.01 });
    expect(shown).toMatchObject({ version: 'v1', role: 'champion', parameters: layout.size, sizeBytes: 4 * layout.size, parent: 'base-1', trainingSteps: 10 });
  });
});

describe('the shipped base model', () => {
  it('is small, whole, and of the default grid', async () => {
    const outcome = await readModel(path.resolve(import.meta.dirname, '../../../models/base'));
    if (outcome.kind !== 'read') throw new Error(outcome.message);
    const { manifest } = outcome.model;
    expect(manifest).toMatchObject({ origin: 'base', definition: { grid: { stepSeconds: 300, horizonSteps: 96 }, embeddingRows: 0 } });
    expect(manifest.weights.sizeBytes).toBeLessThan(1_000_000);
  });
});
