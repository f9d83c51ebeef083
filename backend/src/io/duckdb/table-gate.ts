/** Lets those who read tables in together, and whoever drops tables or opens the file alone. */
export class TableGate {
  private readers = 0;
  private whenReadersDone: (() => void) | null = null;
  /** Settled unless tables are being changed. */
  private changed: Promise<void> = Promise.resolve();

  /** Begins once no change is under way. */
  async read<T>(work: () => Promise<T>): Promise<T> {
    for (let seen: Promise<void> | null = null; seen !== this.changed; await seen) seen = this.changed;
    this.readers++;
    try {
      return await work();
    } finally {
      this.readers--;
      if (this.readers === 0) this.whenReadersDone?.();
    }
  }

  /** Begins once the readers within have gone; later ones wait meanwhile. One change at a time. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    let done = (): void => undefined;
    this.changed = new Promise((resolve) => (done = resolve));
    try {
      if (this.readers > 0) await new Promise<void>((resolve) => (this.whenReadersDone = resolve));
      return await work();
    } finally {
      this.whenReadersDone = null;
      done();
    }
  }
}
