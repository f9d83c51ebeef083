import path from 'node:path';
import type { KeptCounts } from '../../domain/evaluation/calibration-counts.ts';
import { CheckedFile } from './checked-file.ts';

/** What is kept of a calibration: of single series' breaches, or of joint ones. */
interface Calibration {
  export(): KeptCounts;
  import(counts: KeptCounts): void;
}

const names = { single: 'breaches.bin', joint: 'joint-breaches.bin' } as const;

/** What became of stated breach probabilities, kept over restarts. */
export class BreachCalibrationFile {
  private readonly file: CheckedFile;

  constructor(dataFolder: string, of: keyof typeof names) {
    this.file = new CheckedFile(path.join(dataFolder, names[of]), 'FLTBRCH3');
  }

  async save(calibration: Calibration): Promise<void> {
    await this.file.write([new TextEncoder().encode(JSON.stringify(calibration.export()))]);
  }

  /** Null: nothing to say; else why it is counted afresh though there was a file. */
  async load(calibration: Calibration): Promise<string | null> {
    const content = await this.file.read();
    if (content.kind === 'none') return null;
    if (content.kind === 'damaged') return content.message;
    // The checksum says that these are the bytes that `save` wrote.
    calibration.import(JSON.parse(new TextDecoder().decode(content.bytes)) as KeptCounts);
    return null;
  }
}
