import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

export type CheckedContent =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'none' }
  /** The file was set aside under the name in the message. */
  | { readonly kind: 'damaged'; readonly message: string };

/**
 * A file that is replaced as a whole or not at all, and read only when every byte is as written. Layout: magic (8 bytes, names
 * content and version), content, CRC-32 of both (uint32 LE).
 */
export class CheckedFile {
  readonly path: string;
  private readonly magic: Buffer;

  constructor(file: string, magic: string) {
    this.path = file;
    this.magic = Buffer.from(magic, 'latin1');
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    await mkdir(path.dirname(this.path), { recursive: true });
    const fresh = `${this.path}.new`;
    const file = await open(fresh, 'w');
    try {
      await writeAll(file, [this.magic, ...parts]);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, this.path);
    await syncFolder(path.dirname(this.path));
  }

  async read(): Promise<CheckedContent> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
      throw error;
    }
    const fault = this.faultOf(bytes);
    return fault === null ? { kind: 'read', bytes: this.contentOf(bytes) } : this.setAside(fault);
  }

  /** The content when every byte is as written, else null. Touches nothing. */
  async look(): Promise<Buffer | null> {
    const bytes = await readFile(this.path).catch(() => null);
    return bytes !== null && this.faultOf(bytes) === null ? this.contentOf(bytes) : null;
  }

  /** Renames what cannot be used, so that it can be looked at and does not stand in the way. */
  async setAside(why: string): Promise<Extract<CheckedContent, { kind: 'damaged' }>> {
    await rename(this.path, `${this.path}.damaged`);
    return { kind: 'damaged', message: `${this.path} ${why}; it was set aside as ${path.basename(this.path)}.damaged and a new one is begun.` };
  }

  private faultOf(bytes: Buffer): string | null {
    const end = bytes.length - 4;
    if (end < this.magic.length || !bytes.subarray(0, this.magic.length).equals(this.magic)) return 'was not written by this version';
    return crc32(bytes.subarray(0, end)) === bytes.readUInt32LE(end) ? null : 'does not match its checksum';
  }

  private contentOf(bytes: Buffer): Buffer {
    return bytes.subarray(this.magic.length, bytes.length - 4);
  }
}

async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let checksum = 0;
  const write = async (part: Uint8Array) => {
    for (let written = 0; written < part.length; ) written += (await file.write(part, written)).bytesWritten;
  };
  for (const part of parts) {
    checksum = crc32(part, checksum);
    await write(part);
  }
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(checksum);
  await write(trailer);
}

/** A rename is durable only once the folder itself has been written. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
