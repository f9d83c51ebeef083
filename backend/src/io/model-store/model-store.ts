import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { versionName, type ModelManifest, type StoredModel } from '../../domain/models/model-manifest.ts';
import { type ModelFault, type ModelOutcome, readManifest, readModel, writeModel } from './model-folder.ts';

export interface ModelListing {
  /** Oldest first. */
  readonly manifests: readonly ModelManifest[];
  /** Folders that are no readable model, and why; to be shown, never hidden. */
  readonly faults: readonly ModelFault[];
}

/** A folder of model versions, each in a folder of its name. */
export class ModelStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Path of a version, whether it exists or not. */
  folderOf(version: string): string {
    return path.join(this.root, versionName.parse(version));
  }

  async list(): Promise<ModelListing> {
    const entries = await readdir(this.root, { withFileTypes: true }).catch((fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ENOENT') return [];
      throw fault;
    });
    const folders = entries.filter((entry) => entry.isDirectory() && versionName.safeParse(entry.name).success);
    const outcomes = await Promise.all(folders.map(({ name }) => readManifest(path.join(this.root, name))));
    const manifests = outcomes.flatMap((outcome) => (outcome.kind === 'read' ? [outcome.manifest] : []));
    manifests.sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.version.localeCompare(b.version));
    return { manifests, faults: outcomes.filter((outcome) => outcome.kind !== 'read') };
  }

  async read(version: string): Promise<ModelOutcome> {
    const name = versionName.safeParse(version);
    if (!name.success) return { kind: 'absent', message: `no model version can be named ${JSON.stringify(version)}: ${name.error.issues[0].message}.` };
    return readModel(this.folderOf(name.data));
  }

  /** Refuses (throws) a version that is already there. */
  async write(model: StoredModel): Promise<void> {
    await writeModel(this.folderOf(model.manifest.version), model);
  }

  async remove(version: string): Promise<void> {
    await rm(this.folderOf(version), { recursive: true, force: true });
  }
}
