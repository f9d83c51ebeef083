import path from 'node:path';
import type { BreachCalibration } from '../../domain/evaluation/breach-calibration.ts';
import { CheckedFile } from './checked-file.ts';

/** What became of stated breach probabilities, kept over restarts. */
export class BreachCalibrationFile {
  private readonly file: CheckedFile;

  constructor(dataFolder: string) {
    this.file = new CheckedFile(path.join(dataFolder, 'breaches.bin'), 'FLTBRCH1');
  }

  async save(calibration: BreachCalibration): Promise<void> {
    await this.file.write([new TextEncoder().encode(JSON.stringify(calibration.export()))]);
  }

  /** Null: nothing to say; else why it is counted afresh though there was a file. */
  async load(calibration: BreachCalibration): Promise<string | null> {
    const content = await this.file.read();
    if (content.kind === 'none') return null;
    if (content.kind === 'damaged') return content.message;
    // The checksum says that these are the bytes that `save` wrote.
    calibration.import(JSON.parse(new TextDecoder().decode(content.bytes)) as ReturnType<BreachCalibration['export']>);
    return null;
  }
}
