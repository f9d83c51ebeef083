import type { ModelVersion } from '@fleetcast/contract';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import { modelVersionOf } from '../../domain/models/model-version.ts';
import { readManifest } from '../../io/model-store/model-folder.ts';
import { ModelStore } from '../../io/model-store/model-store.ts';
import type { StateStore } from '../../io/state/state-store.ts';
import { shippedModelFolder } from '../training/shipped-model.ts';

/** Trained versions that are kept beside the one that speaks. */
const keptVersions = 5;

export interface ModelSettings {
  readonly folder: string;
  readonly region: string;
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

/** The model that speaks, or would if the grid were its own. */
export interface Champion {
  readonly folder: string;
  /** Null: the shipped model cannot be read. */
  readonly manifest: ModelManifest | null;
}

/** The models of a service: the shipped one and those trained here, and which of them is champion. */
export class ServiceModels {
  readonly faults: readonly string[];
  private readonly state: StateStore;
  private readonly store: ModelStore;
  private readonly settings: ModelSettings;
  private readonly shipped: ModelManifest | null;
  private current: Champion;

  private constructor(state: StateStore, settings: ModelSettings, shipped: ModelManifest | null, current: Champion, faults: readonly string[]) {
    this.state = state;
    this.settings = settings;
    this.store = new ModelStore(settings.folder);
    this.shipped = shipped;
    this.current = current;
    this.faults = faults;
  }

  /** The champion is the version last promoted; when its files are gone or its grid is another, the shipped model. */
  static async open(state: StateStore, settings: ModelSettings): Promise<ServiceModels> {
    const store = new ModelStore(settings.folder);
    const shipped = await readManifest(shippedModelFolder);
    const { manifests, faults } = await store.list();
    const promoted = (await state.listModels()).find(({ role }) => role === 'champion');
    const manifest = manifests.find(({ version, definition }) => version === promoted?.version && fits(definition.grid, settings));
    const base: Champion = { folder: shippedModelFolder, manifest: shipped.kind === 'read' ? shipped.manifest : null };
    const messages = [...(shipped.kind === 'read' ? [] : [shipped.message]), ...faults.map(({ message }) => message)];
    return new ServiceModels(state, settings, base.manifest, manifest === undefined ? base : { folder: store.folderOf(manifest.version), manifest }, messages);
  }

  get champion(): Champion {
    return this.current;
  }

  /** Whether the champion forecasts on the service's grid, so that it speaks and can be fine-tuned. */
  get championSpeaks(): boolean {
    return this.current.manifest !== null && fits(this.current.manifest.definition.grid, this.settings);
  }

  folderOf(version: string): string {
    return this.store.folderOf(version);
  }

  /** Newest first. */
  async list(): Promise<readonly ModelVersion[]> {
    const { manifests } = await this.store.list();
    const all = [...(this.shipped === null ? [] : [this.shipped]), ...manifests];
    return all.map((manifest) => modelVersionOf(manifest, this.championSpeaks && manifest.version === this.current.manifest?.version ? 'champion' : 'retired')).reverse();
  }

  /** Makes a trained version champion, on record; the oldest versions beyond those kept are removed. */
  async promote(manifest: ModelManifest, actor: string, cause: string, nowMs: number): Promise<void> {
    const event = (version: string, kind: string, expectedVersion: number) => ({ region: this.settings.region, stream: `model/${version}`, expectedVersion, kind, actor, cause, atMs: nowMs, data: {} });
    await this.state.saveModel(modelVersionOf(manifest, 'champion'), event(manifest.version, 'promoted', 0));
    for (const before of await this.state.listModels()) {
      if (before.role !== 'champion' || before.version === manifest.version) continue;
      const known = await this.state.eventsOf(`model/${before.version}`);
      await this.state.saveModel({ ...before, role: 'retired' }, event(before.version, 'retired', known.at(-1)?.version ?? 0));
    }
    this.current = { folder: this.store.folderOf(manifest.version), manifest };
    await this.prune();
  }

  private async prune(): Promise<void> {
    const { manifests } = await this.store.list();
    const removable = manifests.filter(({ version }) => version !== this.current.manifest?.version);
    for (const { version } of removable.slice(0, Math.max(0, removable.length - keptVersions))) await this.store.remove(version);
  }
}

function fits(grid: { readonly stepSeconds: number; readonly horizonSteps: number }, settings: ModelSettings): boolean {
  return grid.stepSeconds === settings.stepSeconds && grid.horizonSteps === settings.horizonSteps;
}
