/** Which version speaks, whatever happens to the files: checked before a version gets the word, and again at every start. */
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceModels, type ChangeBy } from '../../src/app/models/service-models.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import { readModel, writeModel } from '../../src/io/model-store/model-folder.ts';
import { openStateHere, type State } from '../../src/io/state/state.ts';

const t0 = Date.UTC(2026, 0, 5);
const ada: ChangeBy = { actor: 'ada', cause: 'because', byItself: false };
const service: ChangeBy = { actor: 'service', cause: 'the gate was passed', byItself: true };
const grid = { stepSeconds: 300, horizonSteps: 96 };

const shipped = await readModel(shippedModelFolder);
if (shipped.kind !== 'read') throw new Error(shipped.message);
const { model: base } = shipped;
const baseVersion = base.manifest.version;

describe('the models of a service', () => {
  let folder: string;
  let state: State;
  let minutes = 0;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-models-'));
    state = await openStateHere({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') });
    minutes = 0;
  });
  afterEach(async () => {
    await state.store.close();
    rmSync(folder, { recursive: true });
  });

  const open = (settings = grid) => ServiceModels.open(state.store, state.modelRegistry, { folder: path.join(folder, 'models'), region: 'eu', ...settings }, t0);
  const later = () => t0 + 60_000 * ++minutes;
  /** A version as a training would leave it: the shipped model's values under another name. */
  const trained = async (version: string) => writeModel(path.join(folder, 'models', version), { ...base, manifest: { ...base.manifest, version, origin: 'fine-tuned', parent: baseVersion, createdAt: new Date(later()).toISOString() } });
  const weightsOf = (version: string) => path.join(folder, 'models', version, 'weights.f32');

  it('begin with the shipped one, on record', async () => {
    const models = await open();
    expect(models.champion).toMatchObject({ version: baseVersion, folder: shippedModelFolder });
    expect(await models.events()).toMatchObject([{ kind: 'founded', version: baseVersion, actor: 'service' }]);
  });

  it('remember a promotion over a restart, who wanted it and why, and watch it against the one before', async () => {
    await trained('fleet-1');
    const models = await open();
    const told: unknown[] = [];
    models.onChange((inUse) => told.push(inUse));
    expect(await models.promote('fleet-1', ada, later(), true)).toMatchObject({ kind: 'changed', registry: { champion: 'fleet-1', former: [baseVersion] } });
    expect(told).toEqual([{ championFolder: path.join(folder, 'models', 'fleet-1'), challenger: null, reserve: { folder: shippedModelFolder, speaks: true } }]);
    const again = await open();
    expect(again.champion.version).toBe('fleet-1');
    expect(await again.events()).toMatchObject([{ kind: 'promoted', version: 'fleet-1', actor: 'ada', cause: 'because' }, { kind: 'founded' }]);
    expect((await again.list()).map(({ version, role }) => [version, role])).toEqual([['fleet-1', 'champion'], [baseVersion, 'retired']]);
  });

  it('go back to the champion before, at last to the shipped one, and no further', async () => {
    await trained('fleet-1');
    await trained('fleet-2');
    const models = await open();
    await models.promote('fleet-1', ada, later(), false);
    await models.promote('fleet-2', ada, later(), false);
    expect(await models.rollBack(ada, later())).toMatchObject({ registry: { champion: 'fleet-1' } });
    expect(await models.rollBack(ada, later())).toMatchObject({ registry: { champion: baseVersion } });
    expect(await models.rollBack(ada, later())).toMatchObject({ kind: 'not-now', message: expect.stringContaining(`${baseVersion} goes on speaking`) });
  });

  it.each([
    ['cut off', (file: string) => writeFileSync(file, new Uint8Array(100)), 'is not what was written'],
    ['longer than it was', (file: string) => appendFileSync(file, 'x'), 'is not what was written'],
    ['gone', (file: string) => rmSync(file), 'cannot be read'],
  ])('refuse a version whose weights are %s, and the champion goes on', async (_how, damage, message) => {
    await trained('fleet-1');
    damage(weightsOf('fleet-1'));
    const models = await open();
    expect(await models.promote('fleet-1', ada, later(), true)).toEqual({ kind: 'unusable', message: expect.stringContaining(message) });
    expect(await models.challenge('fleet-1', 'retraining', 0, service, later())).toMatchObject({ kind: 'unusable' });
    expect(models.registry.champion).toBe(baseVersion);
  });

  it.each([
    ['a file that is no manifest', '{"format": 1}', 'is not a model of this version of Fleetcast'],
    ['a manifest that is no JSON', '<html>', 'is not JSON'],
  ])('refuse %s, and say so from the start on', async (_how, content, message) => {
    await trained('fleet-1');
    writeFileSync(path.join(folder, 'models', 'fleet-1', 'manifest.json'), content);
    const models = await open();
    expect(models.faults).toEqual([expect.stringContaining(message)]);
    expect(await models.promote('fleet-1', ada, later(), true)).toEqual({ kind: 'unusable', message: expect.stringContaining(message) });
  });

  it('know no version that nobody trained, nor one whose name is a path', async () => {
    const models = await open();
    expect(await models.promote('fleet-9', ada, later(), true)).toMatchObject({ kind: 'unknown' });
    expect(await models.promote('../../etc', ada, later(), true)).toMatchObject({ kind: 'unknown' });
  });

  it('let the newest readable one speak when the champion’s file was damaged while the service was down', async () => {
    await trained('fleet-1');
    await trained('fleet-2');
    const models = await open();
    await models.promote('fleet-1', ada, later(), false);
    await models.promote('fleet-2', ada, later(), false);
    appendFileSync(weightsOf('fleet-2'), 'x');
    const again = await open();
    expect(again.champion.version).toBe('fleet-1');
    expect(again.faults).toEqual([expect.stringContaining('fleet-2 is out of use')]);
    expect(await again.events()).toMatchObject([{ kind: 'withdrawn', version: 'fleet-2' }, { kind: 'promoted' }, { kind: 'promoted' }, { kind: 'founded' }]);
    appendFileSync(weightsOf('fleet-1'), 'x');
    expect((await open()).champion.version).toBe(baseVersion);
  });

  it('refuse a version of another grid, and take the word from a champion when the grid changes', async () => {
    await trained('fleet-1');
    const models = await open();
    await models.promote('fleet-1', ada, later(), false);
    const minutely = await open({ stepSeconds: 60, horizonSteps: 96 });
    expect(minutely.championSpeaks).toBe(false);
    expect(minutely.champion.version).toBe(baseVersion);
    expect(await minutely.promote('fleet-1', ada, later(), false)).toMatchObject({ kind: 'unusable', message: expect.stringContaining('96 steps of 300 s') });
  });

  it('do nothing by themselves while the champion is pinned, but obey a person', async () => {
    await trained('fleet-1');
    const models = await open();
    await models.pin(ada, later());
    expect(await models.promote('fleet-1', service, later(), true)).toMatchObject({ kind: 'not-now', message: expect.stringContaining('was pinned by ada') });
    expect(await models.promote('fleet-1', ada, later(), true)).toMatchObject({ kind: 'changed' });
    expect(await models.rollBack(service, later())).toMatchObject({ kind: 'not-now' });
    await models.unpin(ada, later());
    expect(await models.rollBack(service, later())).toMatchObject({ kind: 'changed', registry: { champion: baseVersion, pinned: null } });
  });

  it('have one challenger at a time, which may speak for a share of the servers', async () => {
    await trained('fleet-1');
    await trained('fleet-2');
    const models = await open();
    expect(await models.setServedShare(0.2, ada, later())).toMatchObject({ kind: 'not-now' });
    await models.challenge('fleet-1', 'retraining', 0, service, later());
    expect(await models.challenge('fleet-2', 'retraining', 0, service, later())).toMatchObject({ kind: 'not-now' });
    await models.setServedShare(0.2, ada, later());
    expect(models.inUse).toEqual({ championFolder: shippedModelFolder, challenger: { folder: path.join(folder, 'models', 'fleet-1'), servedShare: 0.2 }, reserve: null });
    await models.reject(ada, later());
    expect(models.inUse.challenger).toBeNull();
  });

  it('keep the champion before in reserve, silent while the champion is pinned, and without it when it cannot be read any more', async () => {
    await trained('fleet-1');
    await trained('fleet-2');
    const models = await open();
    await models.promote('fleet-1', ada, later(), true);
    await models.promote('fleet-2', ada, later(), true);
    await models.endWatch(service, later());
    const kept = { folder: path.join(folder, 'models', 'fleet-1'), speaks: true };
    expect(models.inUse.reserve).toEqual(kept);
    await models.pin(ada, later());
    expect((await open()).inUse.reserve).toEqual({ ...kept, speaks: false });
    appendFileSync(weightsOf('fleet-1'), 'x');
    const again = await open();
    expect(again.inUse.reserve).toBeNull();
    expect(again.registry).toMatchObject({ champion: 'fleet-2', reserve: null });
    expect(again.faults).toEqual([expect.stringContaining('fleet-1 is out of use')]);
  });

  it('keep the files of every version that has a part, and a few others', async () => {
    const models = await open();
    for (const version of ['fleet-1', 'fleet-2']) {
      await trained(version);
      await models.promote(version, ada, later(), false);
    }
    for (let i = 3; i <= 9; i++) await trained(`fleet-${i}`);
    await models.pin(ada, later());
    expect(readdirSync(path.join(folder, 'models')).sort()).toEqual(['fleet-1', 'fleet-2', 'fleet-5', 'fleet-6', 'fleet-7', 'fleet-8', 'fleet-9']);
  });

  it('change once when two changes come together', async () => {
    await trained('fleet-1');
    const models = await open();
    const outcomes = await Promise.all([models.promote('fleet-1', ada, later(), false), models.promote('fleet-1', ada, later(), false)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['changed', 'not-now']);
  });
});
