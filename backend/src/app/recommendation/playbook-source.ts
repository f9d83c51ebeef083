import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Playbook } from '../../domain/recommendation/playbook.ts';
import { readPlaybook, type PlaybookFault } from './read-playbook.ts';

export const shippedPlaybookFile = path.resolve(import.meta.dirname, '../../../playbooks/default.yaml');

export type ActivePlaybook = Pick<PlaybookSource, 'file' | 'current' | 'loadedAt' | 'faults' | 'refresh'>;

/** The playbook in force: read again when its file changes; while the file has faults, the last good one stays. */
export class PlaybookSource {
  readonly file: string;
  private playbook: Playbook;
  private readFaults: readonly PlaybookFault[];
  private loadedAtMs: number;
  private seen: string;
  private readonly now: () => number;

  private constructor(file: string, playbook: Playbook, readFaults: readonly PlaybookFault[], seen: string, now: () => number) {
    this.file = file;
    this.playbook = playbook;
    this.readFaults = readFaults;
    this.seen = seen;
    this.now = now;
    this.loadedAtMs = now();
  }

  /** `file` undefined: the shipped one, which also stands in for a file that is faulty from the start. */
  static async open(file: string | undefined, now: () => number): Promise<PlaybookSource> {
    const shipped = readPlaybook(await readFile(shippedPlaybookFile, 'utf8'));
    if (shipped.kind === 'faulty') throw new Error(`the shipped playbook has faults: ${shipped.faults.map(({ line, message }) => `line ${line}: ${message}`).join('; ')}`);
    const source = new PlaybookSource(file ?? shippedPlaybookFile, shipped.playbook, [], '', now);
    if (file !== undefined) await source.refresh();
    return source;
  }

  get current(): Playbook {
    return this.playbook;
  }

  get loadedAt(): number {
    return this.loadedAtMs;
  }

  /** Of the file as it is now; none: what is in the file is in force. */
  get faults(): readonly PlaybookFault[] {
    return this.readFaults;
  }

  /** Reads the file if it has changed since it was last read. */
  async refresh(): Promise<void> {
    const { file } = this;
    try {
      const { mtimeMs, size, ino } = await stat(file);
      const state = `${mtimeMs} ${size} ${ino}`;
      if (state === this.seen) return;
      const reading = readPlaybook(await readFile(file, 'utf8'));
      this.seen = state;
      if (reading.kind === 'faulty') {
        this.readFaults = reading.faults;
        return;
      }
      this.playbook = reading.playbook;
      this.readFaults = [];
      this.loadedAtMs = this.now();
    } catch (error) {
      this.seen = '';
      this.readFaults = [{ line: null, message: `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).` }];
    }
  }
}
