import path from 'node:path';
import type { StoredTrial } from '../../domain/models/fleet-trial.ts';
import { CheckedFile } from './checked-file.ts';

export type LoadedTrial = { readonly trial: StoredTrial | null; /** Null: nothing to say. */ readonly message: string | null };

/** What has been judged of the champion and the model in its shadow, kept over restarts so that a trial need not begin anew. */
export class TrialFile {
  private readonly file: CheckedFile;

  constructor(dataFolder: string) {
    this.file = new CheckedFile(path.join(dataFolder, 'trial.bin'), 'FLTTRIA1');
  }

  async save(trial: StoredTrial): Promise<void> {
    await this.file.write([new TextEncoder().encode(JSON.stringify(trial))]);
  }

  async load(): Promise<LoadedTrial> {
    const content = await this.file.read();
    if (content.kind === 'none') return { trial: null, message: null };
    if (content.kind === 'damaged') return { trial: null, message: content.message };
    return { trial: JSON.parse(content.bytes.toString('utf8')) as StoredTrial, message: null };
  }
}
