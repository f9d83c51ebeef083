import path from 'node:path';
import type { WarningReasons } from '../../domain/export/warning-gauges.ts';
import { emptyRoll, type WarningRoll } from '../../domain/export/warning-roll.ts';
import { CheckedFile } from '../../io/snapshot/checked-file.ts';

/** What is written. */
interface Kept {
  readonly roll: WarningRoll;
  readonly reasons: ReadonlyArray<readonly [string, string]>;
}

/** The roll on disk, with the words that were told, so that a warning that ends while nobody writes is still told to be over afterwards. */
export class WarningRollFile {
  private readonly file: CheckedFile;
  private written = '';

  constructor(folder: string) {
    this.file = new CheckedFile(path.join(folder, 'warnings.bin'), 'FLTROLL1');
  }

  /** A file that cannot be used is set aside, and what was open before is unknown. */
  async load(): Promise<{ readonly roll: WarningRoll; readonly reasons: WarningReasons; readonly fault: string | null }> {
    const content = await this.file.read();
    if (content.kind !== 'read') return { roll: emptyRoll, reasons: new Map(), fault: content.kind === 'damaged' ? content.message : null };
    this.written = content.bytes.toString('utf8');
    const { roll, reasons } = JSON.parse(this.written) as Kept;
    return { roll, reasons: new Map(reasons), fault: null };
  }

  /** Writes only what has changed. */
  async save(roll: WarningRoll, reasons: WarningReasons): Promise<void> {
    const text = JSON.stringify({ roll, reasons: [...reasons] } satisfies Kept);
    if (text === this.written) return;
    await this.file.write([Buffer.from(text)]);
    this.written = text;
  }
}
