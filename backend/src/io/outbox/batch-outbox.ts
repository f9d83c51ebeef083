import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { gunzip, gzip } from 'node:zlib';
import type { GaugeBatch } from '../../domain/export/ports.ts';
import { pastMoment } from '../../domain/export/writing-moment.ts';
import { CheckedFile } from '../snapshot/checked-file.ts';

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);
const magic = 'FLTSINK1';
const fileName = /^(\d+)\.batch$/;

interface Waiting {
  readonly batch: GaugeBatch;
  onDisk: boolean;
}

/**
 * Batches on their way to one sink, oldest first, at most so many: beyond that the oldest go, because the newest say the most.
 * Those that cannot be delivered at once are kept in files, so that they outlive the process; see `keep`.
 */
export class BatchOutbox {
  /** What could not be read of an earlier process' files. */
  readonly faults: readonly string[];
  private readonly folder: string;
  private readonly mostBatches: number;
  private readonly waiting: Waiting[];
  /** Given up because too many waited. */
  private droppedCount = 0;
  private readonly gone: string[] = [];

  private constructor(folder: string, mostBatches: number, waiting: Waiting[], faults: readonly string[]) {
    this.folder = folder;
    this.mostBatches = mostBatches;
    this.waiting = waiting;
    this.faults = faults;
  }

  /** What an earlier process left waits again. */
  static async open(folder: string, mostBatches: number, now: () => number): Promise<BatchOutbox> {
    await mkdir(folder, { recursive: true });
    const stamps = (await readdir(folder)).flatMap((name) => fileName.exec(name)?.[1] ?? []).map(Number).sort((one, other) => one - other);
    const waiting: Waiting[] = [];
    const faults: string[] = [];
    for (const stamp of stamps) {
      const content = await new CheckedFile(fileOf(folder, stamp), magic).read();
      if (content.kind === 'damaged') faults.push(content.message);
      if (content.kind !== 'read') continue;
      const { gauges, ending, atMs } = deserialize(await unzipped(content.bytes)) as Omit<GaugeBatch, 'atMs'> & { readonly atMs: number };
      const moment = pastMoment(atMs, now);
      if (moment === null) await rm(fileOf(folder, stamp));
      else waiting.push({ batch: { atMs: moment, gauges, ending }, onDisk: true });
    }
    const outbox = new BatchOutbox(folder, mostBatches, waiting, faults);
    outbox.bound();
    return outbox;
  }

  get length(): number {
    return this.waiting.length;
  }

  get oldest(): GaugeBatch | null {
    return this.waiting[0]?.batch ?? null;
  }

  get dropped(): number {
    return this.droppedCount;
  }

  add(batch: GaugeBatch): void {
    this.waiting.push({ batch, onDisk: false });
    this.bound();
  }

  /** Takes out a batch that is delivered or refused; it may have been given up while it was on its way. */
  async remove(batch: GaugeBatch): Promise<void> {
    if (this.waiting[0]?.batch === batch) this.takeOldest();
    await this.tidy();
  }

  /** Writes what waits to disk, where it is not yet. */
  async keep(): Promise<void> {
    await this.tidy();
    for (const one of [...this.waiting]) {
      if (one.onDisk) continue;
      const { atMs, gauges, ending } = one.batch;
      await new CheckedFile(fileOf(this.folder, atMs), magic).write([await zipped(serialize({ atMs, gauges, ending }), { level: 1 })]);
      // It may have been given up meanwhile.
      if (this.waiting.includes(one)) one.onDisk = true;
      else this.gone.push(fileOf(this.folder, atMs));
    }
    await this.tidy();
  }

  private bound(): void {
    while (this.waiting.length > this.mostBatches) {
      this.takeOldest();
      this.droppedCount += 1;
    }
  }

  private takeOldest(): void {
    const oldest = this.waiting.shift();
    if (oldest?.onDisk === true) this.gone.push(fileOf(this.folder, oldest.batch.atMs));
  }

  private async tidy(): Promise<void> {
    for (const file of this.gone.splice(0)) await rm(file, { force: true });
  }
}

function fileOf(folder: string, atMs: number): string {
  return path.join(folder, `${atMs}.batch`);
}
