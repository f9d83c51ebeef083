import path from 'node:path';
import type { SkillTrackerGrid } from '../../domain/evaluation/skill-record-bytes.ts';
import { SkillTracker } from '../../domain/evaluation/skill-tracker.ts';
import { CheckedFile } from './checked-file.ts';

export interface LoadedRecord {
  readonly tracker: SkillTracker;
  /** Why a new record was begun though there was a file; null: nothing to say. */
  readonly message: string | null;
}

/** What has become of earlier forecasts, kept over restarts: gates, shares and skill start where they were. */
export class SkillRecordFile {
  private readonly file: CheckedFile;
  private readonly grid: SkillTrackerGrid;

  constructor(dataFolder: string, grid: SkillTrackerGrid) {
    this.file = new CheckedFile(path.join(dataFolder, 'skill.bin'), 'FLTSKIL1');
    this.grid = grid;
  }

  async save(tracker: SkillTracker): Promise<void> {
    await this.file.write([tracker.export()]);
  }

  async load(): Promise<LoadedRecord> {
    const fresh = (message: string | null) => ({ tracker: new SkillTracker(this.grid), message });
    const content = await this.file.read();
    if (content.kind === 'none') return fresh(null);
    if (content.kind === 'damaged') return fresh(content.message);
    const restored = SkillTracker.restore(content.bytes, this.grid);
    return restored.kind === 'restored' ? { tracker: restored.tracker, message: null } : fresh(restored.message);
  }
}
