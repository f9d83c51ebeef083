import { statfs } from 'node:fs/promises';

/** How little the disk of a folder has left, in words; null: at least the bytes that are kept free. */
export async function spaceShortage(folder: string, reserveBytes: number): Promise<string | null> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= reserveBytes) return null;
  return `The disk has ${mebibytes(freeBytes)} MiB left, less than the ${mebibytes(reserveBytes)} MiB that are kept free`;
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}
