import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { TarArchive, ZipArchive } from 'archiver';

/** One file of an archive: where it is and what it is called inside. */
export interface ArchiveEntry {
  readonly file: string;
  readonly name: string;
}

/** Entries carry one fixed date, so that the same content gives the same bytes. */
const entryDate = new Date('2020-01-01T00:00:00Z');

/** Writes entries, sorted by name, to a .zip or .tar.gz. */
export async function writeArchive(target: string, entries: readonly ArchiveEntry[]): Promise<void> {
  const archive = target.endsWith('.zip') ? new ZipArchive({ zlib: { level: 9 } }) : new TarArchive({ gzip: true, gzipOptions: { level: 9 } });
  const output = createWriteStream(target);
  const written = pipeline(archive, output);
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const executable = (statSync(entry.file).mode & 0o111) !== 0;
    archive.file(entry.file, { name: entry.name, date: entryDate, mode: executable ? 0o755 : 0o644 });
  }
  await archive.finalize();
  await written;
}

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(file);
  stream.on('data', (chunk) => hash.update(chunk));
  await finished(stream);
  return hash.digest('hex');
}

/** A line as `sha256sum --check` reads it. */
export async function checksumLine(file: string): Promise<string> {
  return `${await sha256OfFile(file)}  ${path.basename(file)}\n`;
}
