import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import { columnArrays, columnNames, sharedColumn, type ColumnName, type SnapshotColumns } from '../../domain/publication/snapshot-columns.ts';

/**
 * Layout: magic (8 bytes), header length (uint32 LE), header (JSON, UTF-8), then each column in the order of columnNames,
 * and last the CRC-32 (uint32 LE) of everything before it. Another layout gets another magic.
 */
const magic = Buffer.from('FLTCAST1', 'latin1');

interface Header {
  readonly snapshot: Omit<FleetSnapshot, 'columns'>;
  readonly directory: ServerDirectory;
  readonly lengths: Readonly<Record<ColumnName, number>>;
}

export type LoadedSnapshot =
  | { readonly kind: 'loaded'; readonly snapshot: FleetSnapshot; readonly directory: ServerDirectory }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly message: string };

/** The last published snapshot on disk, replaced as a whole, so that a restarted service has something to say at once. */
export class SnapshotFile {
  readonly path: string;

  constructor(dataFolder: string) {
    this.path = path.join(dataFolder, 'snapshot.bin');
  }

  async save(snapshot: FleetSnapshot, directory: ServerDirectory): Promise<void> {
    const { columns, ...scalars } = snapshot;
    const lengths = Object.fromEntries(columnNames.map((name) => [name, columns[name].length])) as Record<ColumnName, number>;
    const header = Buffer.from(JSON.stringify({ snapshot: scalars, directory, lengths } satisfies Header));
    const headerLength = Buffer.alloc(4);
    headerLength.writeUInt32LE(header.length);
    const parts = [magic, headerLength, header, ...columnNames.map((name) => bytesOf(columns[name]))];
    await mkdir(path.dirname(this.path), { recursive: true });
    const fresh = `${this.path}.new`;
    const file = await open(fresh, 'w');
    try {
      await writeAll(file, parts);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, this.path);
    await syncFolder(path.dirname(this.path));
  }

  /** A file that cannot be trusted is set aside under `.damaged` and told. */
  async load(): Promise<LoadedSnapshot> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
      throw error;
    }
    const parsed = parse(bytes);
    if (parsed.kind !== 'damaged') return parsed;
    await rename(this.path, `${this.path}.damaged`);
    return { kind: 'damaged', message: `${this.path} ${parsed.message}; it was renamed to ${path.basename(this.path)}.damaged and a new one is made by the next cycle.` };
  }
}

function parse(bytes: Buffer): Exclude<LoadedSnapshot, { kind: 'none' }> {
  const damaged = (message: string) => ({ kind: 'damaged', message }) as const;
  if (bytes.length < magic.length + 8 || !bytes.subarray(0, magic.length).equals(magic)) return damaged('is no snapshot of this version');
  const end = bytes.length - 4;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) return damaged('does not match its checksum');
  const headerStart = magic.length + 4;
  const columnsStart = headerStart + bytes.readUInt32LE(magic.length);
  const header = JSON.parse(bytes.toString('utf8', headerStart, columnsStart)) as Header;
  let at = columnsStart;
  const columns = {} as Record<ColumnName, SnapshotColumns[ColumnName]>;
  for (const name of columnNames) {
    const column = sharedColumn(name, header.lengths[name]);
    const size = column.length * columnArrays[name].BYTES_PER_ELEMENT;
    if (at + size > end) return damaged(`ends inside its column ${name}`);
    bytesOf(column).set(bytes.subarray(at, at + size));
    columns[name] = column;
    at += size;
  }
  return { kind: 'loaded', snapshot: { ...header.snapshot, columns: columns as SnapshotColumns }, directory: header.directory };
}

function bytesOf(column: SnapshotColumns[ColumnName]): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let checksum = 0;
  for (const part of parts) {
    checksum = crc32(part, checksum);
    for (let written = 0; written < part.length; ) written += (await file.write(part, written)).bytesWritten;
  }
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(checksum);
  await file.write(trailer);
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
