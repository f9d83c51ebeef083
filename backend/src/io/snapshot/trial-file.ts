import path from 'node:path';
import type { StoredTrials } from '../../domain/models/model-trials.ts';
import { CheckedFile } from './checked-file.ts';

export type LoadedTrial = { readonly trials: StoredTrials | null; /** Null: nothing to say. */ readonly message: string | null };

/** What has been judged of the champion and the models beside it, kept over restarts so that a trial need not begin anew. */
export class TrialFile {
  private readonly file: CheckedFile;

  constructor(dataFolder: string) {
    this.file = new CheckedFile(path.join(dataFolder, 'trial.bin'), 'FLTTRIA1');
  }

  async save(trials: StoredTrials): Promise<void> {
    await this.file.write([new TextEncoder().encode(JSON.stringify(trials))]);
  }

  async load(): Promise<LoadedTrial> {
    const content = await this.file.read();
    if (content.kind === 'none') return { trials: null, message: null };
    if (content.kind === 'damaged') return { trials: null, message: content.message };
    return { trials: JSON.parse(content.bytes.toString('utf8')) as StoredTrials, message: null };
  }
}
