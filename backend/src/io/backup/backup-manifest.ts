import { instant } from '@fleetcast/contract';
import { z } from 'zod';

/** A path below the backup's folder: forward slashes, no way out of it. */
const innerPath = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => text.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part)), 'must stay inside the backup');

const backedUpFile = z.strictObject({
  path: innerPath,
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackedUpFile = z.infer<typeof backedUpFile>;

/** What a backup holds. Another layout gets another format number. */
export const backupManifest = z.strictObject({
  format: z.literal(1),
  fleetcastVersion: z.string().min(1),
  createdAt: instant,
  /** postgres: the state has a home and backups of its own. */
  stateIn: z.enum(['sqlite', 'postgres']),
  files: z.array(backedUpFile).refine((files) => new Set(files.map(({ path }) => path)).size === files.length, 'names a file twice'),
});
export type BackupManifest = z.infer<typeof backupManifest>;

export const manifestName = 'backup.json';
