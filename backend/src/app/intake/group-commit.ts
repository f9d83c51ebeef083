import { SampleColumns } from '../../domain/intake/sample-columns.ts';

interface Waiting<F> {
  readonly samples: SampleColumns;
  readonly done: (fault: F | null) => void;
}

/**
 * Collects what arrives within some milliseconds and commits it at once: one flush to disk serves many bodies. Each caller is
 * answered only after the commit that holds its samples. Other work on the store runs between commits.
 */
export class GroupCommit<F> {
  private readonly commit: (samples: SampleColumns) => Promise<F | null>;
  private readonly collectMs: number;
  private readonly mostSamples: number;
  private waiting: Waiting<F>[] = [];
  private turn: Promise<void> = Promise.resolve();
  private scheduled: NodeJS.Timeout | null = null;
  private samplesWaiting = 0;

  constructor(commit: (samples: SampleColumns) => Promise<F | null>, collectMs: number, mostSamples: number) {
    this.commit = commit;
    this.collectMs = collectMs;
    this.mostSamples = mostSamples;
  }

  /** Samples not yet durable. */
  get pendingSamples(): number {
    return this.samplesWaiting;
  }

  /** Durable when it resolves with null. */
  add(samples: SampleColumns): Promise<F | null> {
    return new Promise((done) => {
      this.waiting.push({ samples, done });
      this.samplesWaiting += samples.length;
      if (this.samplesWaiting >= this.mostSamples) this.flush();
      else this.scheduled ??= setTimeout(() => this.flush(), this.collectMs);
    });
  }

  /** Ids that samples not yet committed belong to. */
  pendingSeries(): ReadonlySet<number> {
    return new Set(this.waiting.flatMap(({ samples }) => [...samples.seriesIds.subarray(0, samples.length)]));
  }

  private flush(): void {
    if (this.scheduled !== null) clearTimeout(this.scheduled);
    this.scheduled = null;
    void this.between(() => this.commitWaiting());
  }

  /** Runs work that must not run beside a commit, after the commit under way. */
  between<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private async commitWaiting(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    if (group.length === 0) return;
    const samples = joined(group.map((one) => one.samples));
    const fault = await this.commit(samples);
    this.samplesWaiting -= samples.length;
    for (const { done } of group) done(fault);
  }
}

function joined(parts: readonly SampleColumns[]): SampleColumns {
  if (parts.length === 1) return parts[0];
  const all = new SampleColumns(parts.reduce((sum, part) => sum + part.length, 0));
  for (const part of parts) {
    all.seriesIds.set(part.seriesIds.subarray(0, part.length), all.length);
    all.timesMs.set(part.timesMs.subarray(0, part.length), all.length);
    all.values.set(part.values.subarray(0, part.length), all.length);
    all.length += part.length;
  }
  return all;
}
