import path from 'node:path';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import { columnArrays, columnNames, sharedColumn, type ColumnName, type SnapshotColumns } from '../../domain/publication/snapshot-columns.ts';
import { CheckedFile } from './checked-file.ts';

interface Header {
  readonly snapshot: Omit<FleetSnapshot, 'columns'>;
  readonly directory: ServerDirectory;
  /** Elements of each column, in the order in which they follow the header. */
  readonly lengths: ReadonlyArray<readonly [ColumnName, number]>;
}

export type LoadedSnapshot =
  | { readonly kind: 'loaded'; readonly snapshot: FleetSnapshot; readonly directory: ServerDirectory }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly message: string };

/**
 * The last published snapshot on disk, so that a restarted service has something to say at once. Content: header length
 * (uint32 LE), header (JSON), then every column. Another set of columns needs another magic.
 */
export class SnapshotFile {
  private readonly file: CheckedFile;

  constructor(dataFolder: string) {
    this.file = new CheckedFile(path.join(dataFolder, 'snapshot.bin'), 'FLTSNAP1');
  }

  get path(): string {
    return this.file.path;
  }

  async save(snapshot: FleetSnapshot, directory: ServerDirectory): Promise<void> {
    const { columns, ...scalars } = snapshot;
    const lengths = columnNames.map((name) => [name, columns[name].length] as const);
    const header = Buffer.from(JSON.stringify({ snapshot: scalars, directory, lengths } satisfies Header));
    const headerLength = Buffer.alloc(4);
    headerLength.writeUInt32LE(header.length);
    await this.file.write([headerLength, header, ...columnNames.map((name) => bytesOf(columns[name]))]);
  }

  /** A file that cannot be trusted is set aside and told. */
  async load(): Promise<LoadedSnapshot> {
    const content = await this.file.read();
    if (content.kind !== 'read') return content;
    return readSnapshot(content.bytes) ?? this.file.setAside('holds other columns than this version knows');
  }

  /** As `load`, for those who only look: null for a file that is not there or cannot be trusted, and it stays where it is. */
  async look(): Promise<Extract<LoadedSnapshot, { kind: 'loaded' }> | null> {
    const bytes = await this.file.look();
    return bytes === null ? null : readSnapshot(bytes);
  }
}

/** Null: it holds other columns. */
function readSnapshot(bytes: Buffer): Extract<LoadedSnapshot, { kind: 'loaded' }> | null {
  const columnsStart = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, columnsStart)) as Header;
  if (header.lengths.map(([name]) => name).join() !== columnNames.join()) return null;
  let at = columnsStart;
  const columns = {} as Record<ColumnName, SnapshotColumns[ColumnName]>;
  for (const [name, length] of header.lengths) {
    const column = sharedColumn(name, length);
    const size = length * columnArrays[name].BYTES_PER_ELEMENT;
    bytesOf(column).set(bytes.subarray(at, at + size));
    columns[name] = column;
    at += size;
  }
  return { kind: 'loaded', snapshot: { ...header.snapshot, columns: columns as SnapshotColumns }, directory: header.directory };
}

function bytesOf(column: SnapshotColumns[ColumnName]): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
