import type { ModelEvent, ModelRegistry, ModelVersion } from '@fleetcast/contract';
import { modelEvent } from '@fleetcast/contract';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import { modelVersionOf } from '../../domain/models/model-version.ts';
import { registryAfter, versionsInUse, type RegistryEvent } from '../../domain/models/registry.ts';
import { readManifest, readModel, type ModelOutcome } from '../../io/model-store/model-folder.ts';
import { ModelStore } from '../../io/model-store/model-store.ts';
import { registryStream, type ModelRegistryStore } from '../../io/state/model-registry-store.ts';
import type { StateStore } from '../../io/state/state-store.ts';
import type { ModelsInUse } from '../cycle/ports.ts';
import { shippedModelFolder } from '../training/shipped-model.ts';

/** Versions without any part that are kept to be looked at or promoted by hand. */
const keptVersions = 5;
/** What the registry calls the shipped model when its manifest cannot be read. */
const unreadableBase = 'base';
const listedEvents = 200;

export interface ModelSettings {
  readonly folder: string;
  readonly region: string;
  readonly stepSeconds: number;
  readonly horizonSteps: number;
}

/** The model that speaks, or would if the grid were its own. */
export interface Champion {
  readonly version: string;
  readonly folder: string;
  /** Null: the shipped model cannot be read. */
  readonly manifest: ModelManifest | null;
}

/** Who wants a change, and why. What the service wants by itself is refused while the champion is pinned. */
export interface ChangeBy {
  readonly actor: string;
  readonly cause: string;
  readonly byItself: boolean;
}

export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly registry: ModelRegistry }
  | { readonly kind: 'unknown' | 'unusable' | 'not-now'; readonly message: string };

/**
 * The models of a service: the shipped one and those trained here, and which of them has which part. Every change is an
 * event in the state, written together with what it leads to; files are checked before a version may speak.
 */
export class ServiceModels {
  private readonly state: Pick<StateStore, 'eventsOf'>;
  private readonly registryStore: ModelRegistryStore;
  private readonly store: ModelStore;
  private readonly settings: ModelSettings;
  private readonly shipped: ModelManifest | null;
  private readonly messages = new Set<string>();
  private current: ModelRegistry;
  private championManifest: ModelManifest | null = null;
  private changing: Promise<unknown> = Promise.resolve();
  private listener: (inUse: ModelsInUse) => void = () => undefined;

  private constructor(state: Pick<StateStore, 'eventsOf'>, registryStore: ModelRegistryStore, settings: ModelSettings, shipped: ModelManifest | null, current: ModelRegistry) {
    this.state = state;
    this.registryStore = registryStore;
    this.settings = settings;
    this.store = new ModelStore(settings.folder);
    this.shipped = shipped;
    this.current = current;
  }

  /** Whatever has a part and cannot be read, or forecasts on another grid, is withdrawn: the newest former champion that can be read speaks then, at last the shipped model. */
  static async open(state: Pick<StateStore, 'eventsOf'>, registryStore: ModelRegistryStore, settings: ModelSettings, nowMs: number): Promise<ServiceModels> {
    const shipped = await readManifest(shippedModelFolder);
    const manifest = shipped.kind === 'read' ? shipped.manifest : null;
    const { registry, version } = await registryStore.load(settings.region);
    const founded: RegistryEvent = { kind: 'founded', version: manifest?.version ?? unreadableBase, atMs: nowMs };
    const models = new ServiceModels(state, registryStore, settings, manifest, registry ?? registryAfter(null, founded));
    if (shipped.kind !== 'read') models.messages.add(shipped.message);
    if (registry === null) await registryStore.save(models.current, models.eventOf(founded, 'service', 'first start', version));
    for (const fault of (await models.store.list()).faults) models.messages.add(fault.message);
    await models.withdrawUnreadable(nowMs);
    models.championManifest = await models.manifestOf(models.current.champion);
    return models;
  }

  /** Told after every change which models are in use. */
  onChange(listener: (inUse: ModelsInUse) => void): void {
    this.listener = listener;
  }

  /** Versions that cannot be used and why, in plain words. */
  get faults(): readonly string[] {
    return [...this.messages];
  }

  get registry(): ModelRegistry {
    return this.current;
  }

  get champion(): Champion {
    return { version: this.current.champion, folder: this.folderOf(this.current.champion), manifest: this.championManifest };
  }

  /** Whether the champion forecasts on the service's grid, so that it speaks and can be fine-tuned. */
  get championSpeaks(): boolean {
    return this.championManifest !== null && fits(this.championManifest.definition.grid, this.settings);
  }

  get inUse(): ModelsInUse {
    const { challenger, reserve, pinned } = this.championSpeaks ? this.current : { challenger: null, reserve: null, pinned: null };
    return {
      championFolder: this.champion.folder,
      challenger: challenger === null ? null : { folder: this.folderOf(challenger.version), servedShare: challenger.servedShare },
      // who pins a champion wants to hear it everywhere
      reserve: reserve === null ? null : { folder: this.folderOf(reserve.version), speaks: pinned === null },
    };
  }

  folderOf(version: string): string {
    return this.isShipped(version) ? shippedModelFolder : this.store.folderOf(version);
  }

  /** Newest first. */
  async list(): Promise<readonly ModelVersion[]> {
    const { manifests } = await this.store.list();
    const { champion, challenger } = this.current;
    const roleOf = (version: string): ModelVersion['role'] => (version === champion && this.championSpeaks ? 'champion' : version === challenger?.version ? 'challenger' : 'retired');
    return [...(this.shipped === null ? [] : [this.shipped]), ...manifests].map((manifest) => modelVersionOf(manifest, roleOf(manifest.version))).reverse();
  }

  async manifestOf(version: string): Promise<ModelManifest | null> {
    const outcome = await readManifest(this.folderOf(version));
    return outcome.kind === 'read' ? outcome.manifest : null;
  }

  /** What happened to the versions, newest first. */
  async events(): Promise<readonly ModelEvent[]> {
    const events = await this.state.eventsOf(registryStream(this.settings.region));
    return events
      .slice(-listedEvents)
      .reverse()
      .map(({ kind, atMs, actor, cause, data }) => modelEvent.parse({ kind, at: new Date(atMs).toISOString(), actor, cause, version: data.version ?? null }));
  }

  /** `watched`: the champion before it goes on in reserve, and at first it takes the word back more readily. */
  promote(version: string, by: ChangeBy, nowMs: number, watched: boolean): Promise<ChangeOutcome> {
    return this.change(by, async () => {
      if (version === this.current.champion) return { kind: 'not-now', message: `${version} is the champion already.` };
      const fault = await this.faultOf(version);
      return fault ?? { kind: 'promoted', version, watched: watched && this.championSpeaks, atMs: nowMs };
    });
  }

  challenge(version: string, challengerKind: 'retraining' | 'update', servedShare: number, by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.change(by, async () => {
      if (this.current.challenger !== null) return { kind: 'not-now', message: `${this.current.challenger.version} is the challenger already; promote or reject it first.` };
      const fault = await this.faultOf(version);
      return fault ?? { kind: 'challenged', version, challengerKind, servedShare, atMs: nowMs };
    });
  }

  /** The challenger leaves the shadow. */
  reject(by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.withChallenger({ ...by, byItself: false }, (version) => ({ kind: 'rejected', version, atMs: nowMs }));
  }

  setServedShare(servedShare: number, by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.withChallenger(by, () => ({ kind: 'share-set', servedShare, atMs: nowMs }));
  }

  /** To the newest former champion that can be read, at last to the shipped model. */
  rollBack(by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.change(by, async () => {
      const version = await this.readableBefore(this.current.champion);
      if (version === null) return { kind: 'not-now', message: `There is no earlier version to go back to; ${this.current.champion} goes on speaking.` };
      return { kind: 'rolled-back', version, atMs: nowMs };
    });
  }

  endWatch(by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.change({ ...by, byItself: false }, async () => ({ kind: 'watch-ended', atMs: nowMs }));
  }

  pin(by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.change(by, async () => ({ kind: 'pinned', by: by.actor, atMs: nowMs }));
  }

  unpin(by: ChangeBy, nowMs: number): Promise<ChangeOutcome> {
    return this.change(by, async () => ({ kind: 'unpinned', atMs: nowMs }));
  }

  private withChallenger(by: ChangeBy, event: (version: string) => RegistryEvent): Promise<ChangeOutcome> {
    return this.change(by, async () => {
      const { challenger } = this.current;
      return challenger === null ? { kind: 'not-now', message: 'No version is in the shadow.' } : event(challenger.version);
    });
  }

  /** One change at a time; what is decided rests on the registry as the change before left it. */
  private change(by: ChangeBy, decide: () => Promise<RegistryEvent | Exclude<ChangeOutcome, { readonly kind: 'changed' }>>): Promise<ChangeOutcome> {
    const changed = this.changing.then(async (): Promise<ChangeOutcome> => {
      const { pinned } = this.current;
      if (by.byItself && pinned !== null) return { kind: 'not-now', message: `${this.current.champion} was pinned by ${pinned.by} on ${pinned.at}; unpin it to let models change by themselves.` };
      const decided = await decide();
      if ('message' in decided) return decided;
      return this.record(decided, by.actor, by.cause);
    });
    this.changing = changed.catch(() => undefined);
    return changed;
  }

  private async record(event: RegistryEvent, actor: string, cause: string): Promise<ChangeOutcome> {
    const { version } = await this.registryStore.load(this.settings.region);
    const next = registryAfter(this.current, event);
    const saved = await this.registryStore.save(next, this.eventOf(event, actor, cause, version));
    if (saved.kind === 'conflict') return { kind: 'not-now', message: 'Somebody else changed the models at the same moment; look again and retry.' };
    this.current = next;
    this.championManifest = await this.manifestOf(next.champion);
    await this.prune();
    this.listener(this.inUse);
    return { kind: 'changed', registry: next };
  }

  private eventOf({ kind, atMs, ...data }: RegistryEvent, actor: string, cause: string, expectedVersion: number) {
    const { region } = this.settings;
    return { region, stream: registryStream(region), expectedVersion, kind, actor, cause, atMs, data };
  }

  private async withdrawUnreadable(nowMs: number): Promise<void> {
    const { champion, challenger, reserve } = this.current;
    for (const version of new Set([champion, challenger?.version, reserve?.version])) {
      if (version === undefined || this.isShipped(version)) continue;
      const fault = await this.faultOf(version);
      if (fault === null) continue;
      const successor = (await this.readableBefore(version)) ?? this.shipped?.version ?? unreadableBase;
      const speaks = version === champion ? successor : champion;
      const message = `${version} is out of use: ${fault.message} ${speaks} speaks.`;
      this.messages.add(message);
      await this.record({ kind: 'withdrawn', version, successor, atMs: nowMs }, 'service', message);
    }
  }

  /** The newest former champion, other than `version`, that can be read, at last the shipped model; null when there is none. */
  private async readableBefore(version: string): Promise<string | null> {
    for (const former of [...this.current.former, this.shipped?.version]) {
      if (former !== undefined && former !== version && (await this.faultOf(former)) === null) return former;
    }
    return null;
  }

  private async faultOf(version: string): Promise<Exclude<ChangeOutcome, { readonly kind: 'changed' }> | null> {
    const read = await this.read(version);
    if (read.kind === 'absent') return { kind: 'unknown', message: `There is no model version ${version}; /v1/models lists those there are.` };
    if (read.kind !== 'read') return { kind: 'unusable', message: read.message };
    const { grid } = read.model.manifest.definition;
    if (fits(grid, this.settings)) return null;
    return { kind: 'unusable', message: `${version} forecasts ${grid.horizonSteps} steps of ${grid.stepSeconds} s, this service ${this.settings.horizonSteps} of ${this.settings.stepSeconds} s.` };
  }

  private read(version: string): Promise<ModelOutcome> {
    return this.isShipped(version) ? readModel(shippedModelFolder) : this.store.read(version);
  }

  private isShipped(version: string): boolean {
    return version === (this.shipped?.version ?? unreadableBase);
  }

  private async prune(): Promise<void> {
    const { manifests } = await this.store.list();
    const used = versionsInUse(this.current);
    const removable = manifests.filter(({ version }) => !used.has(version));
    for (const { version } of removable.slice(0, Math.max(0, removable.length - keptVersions))) await this.store.remove(version);
  }
}

function fits(grid: { readonly stepSeconds: number; readonly horizonSteps: number }, settings: ModelSettings): boolean {
  return grid.stepSeconds === settings.stepSeconds && grid.horizonSteps === settings.horizonSteps;
}
