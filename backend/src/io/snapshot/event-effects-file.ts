import path from 'node:path';
import type { EventEffects } from '../../domain/event-effects/event-effects.ts';
import { CheckedFile } from './checked-file.ts';

/** What was learned of known events, kept over restarts: most come too rarely to be learned from the windows alone. */
export class EventEffectsFile {
  private readonly file: CheckedFile;

  constructor(dataFolder: string) {
    this.file = new CheckedFile(path.join(dataFolder, 'events.bin'), 'FLTEVNT1');
  }

  async save(effects: EventEffects): Promise<void> {
    await this.file.write([effects.export()]);
  }

  /** Null: nothing to say; else why it is learned afresh though there was a file. */
  async load(effects: EventEffects): Promise<string | null> {
    const content = await this.file.read();
    if (content.kind === 'none') return null;
    return content.kind === 'damaged' ? content.message : effects.resume(content.bytes);
  }
}
