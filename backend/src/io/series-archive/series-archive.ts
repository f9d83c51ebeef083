/**
 * Long series handed from one process to another in one file: a line of JSON that lists them, then their values
 * (float32, little-endian, NaN for gaps) one after another. Written for one reader and removed by whoever wrote it.
 */
import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { metricKind } from '@fleetcast/contract';

export interface ArchivedSeries {
  readonly serverId: string;
  readonly metric: string;
  readonly kind: z.infer<typeof metricKind>;
  readonly firstStep: number;
  readonly values: Float32Array;
  readonly zone?: string;
}

const header = z.strictObject({
  series: z.array(
    z.strictObject({
      serverId: z.string(),
      metric: z.string(),
      kind: metricKind,
      firstStep: z.number().int(),
      count: z.number().int().min(0),
      zone: z.string().optional(),
    }),
  ),
});

const lineFeed = 10;

export async function writeSeriesArchive(file: string, series: readonly ArchivedSeries[]): Promise<void> {
  const lines = series.map(({ serverId, metric, kind, firstStep, values, zone }) => ({ serverId, metric, kind, firstStep, count: values.length, zone }));
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.write(`${JSON.stringify({ series: lines })}\n`);
    for (const { values } of series) await handle.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Throws when the file is not one that writeSeriesArchive wrote: nobody else hands us any. */
export async function readSeriesArchive(file: string): Promise<readonly ArchivedSeries[]> {
  const bytes = await readFile(file);
  const end = bytes.indexOf(lineFeed);
  const { series } = header.parse(JSON.parse(bytes.subarray(0, end).toString('utf8')));
  let at = end + 1;
  const archived = series.map(({ count, ...one }) => {
    const values = new Float32Array(count);
    new Uint8Array(values.buffer).set(bytes.subarray(at, at + 4 * count));
    at += 4 * count;
    return { ...one, values };
  });
  if (at !== bytes.length) throw new Error(`${file} holds ${bytes.length} bytes, its header speaks of ${at}`);
  return archived;
}
