/** One model on disk: a folder with manifest.json and weights.f32 (float32, little-endian, in the manifest's order). */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { manifestFault, modelManifest, type ModelManifest, type StoredModel } from '../../domain/models/model-manifest.ts';
import { reasonOf } from '../reason.ts';

export type ModelFault = {
  /** absent: no such folder; foreign: not a model of this program; corrupted: a model whose bytes are not what was written. */
  readonly kind: 'absent' | 'foreign' | 'corrupted';
  readonly message: string;
};

export type ModelOutcome = { readonly kind: 'read'; readonly model: StoredModel } | ModelFault;
export type ManifestOutcome = { readonly kind: 'read'; readonly manifest: ModelManifest } | ModelFault;

const manifestFile = 'manifest.json';
/** A manifest is a few KB, and some tens of bytes for each series of a fine-tuned fleet. */
const largestManifestBytes = 32 * 1024 * 1024;

export function checksumOf(values: Float32Array): string {
  return createHash('sha256').update(bytesOf(values)).digest('hex');
}

export async function readManifest(folder: string): Promise<ManifestOutcome> {
  const file = path.join(folder, manifestFile);
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > largestManifestBytes) return foreign(folder, `its ${manifestFile} has ${size} bytes, at most ${largestManifestBytes} are read`);
    text = await readFile(file, 'utf8');
  } catch (fault) {
    return { kind: 'absent', message: `${folder} holds no readable ${manifestFile} (${reasonOf(fault)}); name a folder that fleetcast train wrote.` };
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (fault) {
    return { kind: 'corrupted', message: `${file} is not JSON (${reasonOf(fault)}): restore it from a backup or train again.` };
  }
  const parsed = modelManifest.safeParse(content);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'manifest'}: ${message}`).slice(0, 5);
    return foreign(folder, issues.join('; '));
  }
  const fault = manifestFault(parsed.data);
  return fault === null ? { kind: 'read', manifest: parsed.data } : foreign(folder, fault);
}

/** Reads and checks a model; nothing that fails a check is ever handed out. */
export async function readModel(folder: string): Promise<ModelOutcome> {
  const outcome = await readManifest(folder);
  if (outcome.kind !== 'read') return outcome;
  const { manifest } = outcome;
  const { weights } = manifest;
  const file = path.join(folder, weights.file);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (fault) {
    return { kind: 'corrupted', message: `${file} cannot be read (${reasonOf(fault)}): restore it from a backup or train again.` };
  }
  const checksum = createHash('sha256').update(bytes).digest('hex');
  if (bytes.byteLength !== weights.sizeBytes || bytes.byteLength !== 4 * weights.count || checksum !== weights.checksumSha256) {
    const message = `${file} is not what was written: ${bytes.byteLength} bytes with sha256 ${checksum}, expected ${weights.sizeBytes} bytes with ${weights.checksumSha256}. Restore it from a backup or train again.`;
    return { kind: 'corrupted', message };
  }
  const values = new Float32Array(weights.count);
  new Uint8Array(values.buffer).set(bytes);
  if (!values.every(Number.isFinite)) return { kind: 'corrupted', message: `${file} holds values that are not numbers: train again.` };
  return { kind: 'read', model: { manifest, values } };
}

/**
 * Writes a model so that the folder appears whole or not at all: into a neighbour first, flushed, then renamed.
 * An existing folder of that name is a broken promise of the caller: versions are never rewritten.
 */
export async function writeModel(folder: string, { manifest, values }: StoredModel): Promise<void> {
  const parent = path.dirname(folder);
  await mkdir(parent, { recursive: true });
  const growing = path.join(parent, `.${path.basename(folder)}.${randomUUID()}`);
  await mkdir(growing);
  try {
    await writeFlushed(path.join(growing, manifest.weights.file), bytesOf(values));
    await writeFlushed(path.join(growing, manifestFile), new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
    await rename(growing, folder);
    const directory = await open(parent, 'r');
    await directory.sync().finally(() => directory.close());
  } catch (fault) {
    await rm(growing, { recursive: true, force: true });
    throw fault;
  }
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function foreign(folder: string, why: string): ModelFault {
  return { kind: 'foreign', message: `${folder} is not a model of this version of Fleetcast: ${why}. Train a new one, or run the version that wrote it.` };
}
