import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Backup } from '@fleetcast/contract';
import { dataFolderNames } from '../../io/backup/data-folder.ts';
import { backupBytes, backupNotes, makeBackup } from './make-backup.ts';
import type { BackupParts } from './ports.ts';

export type BackupAnswer = { readonly kind: 'made'; readonly backup: Backup } | { readonly kind: 'under-way' };

/** Backups of a running service: one at a time, and one kept until the next, so that the data folder stays bounded. */
export class ServiceBackups {
  private readonly dataFolder: string;
  private readonly parts: BackupParts;
  private readonly version: string;
  private underWay = false;

  constructor(dataFolder: string, parts: BackupParts, version: string) {
    this.dataFolder = dataFolder;
    this.parts = parts;
    this.version = version;
  }

  async make(nowMs: number): Promise<BackupAnswer> {
    if (this.underWay) return { kind: 'under-way' };
    this.underWay = true;
    try {
      const shelf = path.join(this.dataFolder, dataFolderNames.backups);
      await rm(shelf, { recursive: true, force: true });
      await mkdir(shelf);
      const folder = path.join(shelf, new Date(nowMs).toISOString().replaceAll(':', '-'));
      const manifest = await makeBackup({ dataFolder: this.dataFolder, into: folder, parts: this.parts, version: this.version, nowMs });
      return { kind: 'made', backup: { folder, createdAt: manifest.createdAt, files: manifest.files.length, bytes: backupBytes(manifest), notes: backupNotes(manifest) } };
    } finally {
      this.underWay = false;
    }
  }
}
