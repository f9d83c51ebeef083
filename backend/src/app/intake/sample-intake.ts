import { metricKindOf } from '../../domain/catalog/metrics.ts';
import type { RuleBook } from '../../domain/catalog/rules/rule-book.ts';
import { BodySamples } from '../../domain/intake/body-samples.ts';
import type { Intake } from '../../domain/intake/ports.ts';
import type { SampleColumns } from '../../domain/intake/sample-columns.ts';
import { SeriesDirectory } from '../../domain/intake/series-directory.ts';
import { stampLimits } from '../../domain/intake/stamp-limits.ts';
import { hasRejections, rejectionMessage, type WriteOutcome } from '../../domain/intake/write-outcome.ts';
import type { StepReading, StepRequest } from '../../domain/series/ports.ts';
import type { RemoteWriteVersion } from '../../io/remote-write/content-negotiation.ts';
import { RemoteWriteIntake } from '../../io/remote-write/remote-write-intake.ts';
import type { Retired } from '../../io/samples/sample-retention.ts';
import { type StoreFault, SampleStore } from '../../io/samples/sample-store.ts';
import { GroupCommit } from './group-commit.ts';
import type { IntakeOptions, IntakeStatus, PushedBody } from './intake-options.ts';
import { readStoredSteps } from './read-stored-steps.ts';

const dayMs = 86_400_000;
/** A store that failed is left alone for this long: each attempt opens the file anew, and a full disk stays full for a while. */
const pauseAfterFaultMs = 1_000;

/** Everything behind the way in: decode, sort out, store durably, read back on the grid. Lives on a thread of its own. */
export class SampleIntake {
  private readonly options: IntakeOptions;
  private readonly store: SampleStore;
  private readonly directory: SeriesDirectory;
  private readonly commits: GroupCommit<StoreFault>;
  private readonly intakes: Readonly<Record<RemoteWriteVersion, Intake>>;
  private restored = false;
  /** Why the last attempt to store failed; null after one that succeeded. */
  private trouble: StoreFault | null = null;
  private pausedUntilMs = -Infinity;
  private nowMs = 0;
  private stored = 0;
  private unwanted = 0;
  private rejected = 0;
  private lastStoredAtMs: number | null = null;
  private oldestNewMs: number | null = null;

  constructor(options: IntakeOptions, rules: RuleBook) {
    this.options = options;
    this.store = new SampleStore(options);
    this.directory = new SeriesDirectory(rules, options.mostSeriesPerToken);
    this.commits = new GroupCommit((samples) => this.append(samples), options.collectMs, options.mostSamplesPerCommit);
    this.intakes = {
      '1.0': new RemoteWriteIntake('1.0', options.mostUncompressedBytes),
      '2.0': new RemoteWriteIntake('2.0', options.mostUncompressedBytes),
    };
  }

  /** A full disk is no reason not to start: writes are turned away until there is room. */
  open(nowMs: number): Promise<StoreFault | null> {
    this.nowMs = nowMs;
    return this.commits.between(() => this.openStore());
  }

  private async openStore(): Promise<StoreFault | null> {
    if (this.store.isOpen) return null;
    const series = await this.store.open(this.nowMs);
    if ('kind' in series) return this.pauseAfter(series);
    // After a failure the directory knows more than the file: what was stored is in both, under the same ids.
    if (!this.restored) this.directory.restore(series);
    this.restored = true;
    return null;
  }

  private async append(samples: SampleColumns): Promise<StoreFault | null> {
    if (this.trouble !== null && this.nowMs < this.pausedUntilMs) return this.trouble;
    const failed = (await this.openStore()) ?? (await this.store.append(samples, (id) => this.directory.seriesOf(id)));
    if (failed === null) return (this.trouble = null);
    // Opened again at once, because what is stored can still be read.
    if (!this.store.isOpen) await this.openStore();
    return this.pauseAfter(failed);
  }

  private pauseAfter(fault: StoreFault): StoreFault {
    this.pausedUntilMs = this.nowMs + pauseAfterFaultMs;
    return (this.trouble = fault);
  }

  /** Answers when what was good is durable. */
  async write({ body, version, token, receivedAtMs }: PushedBody): Promise<WriteOutcome> {
    this.nowMs = Math.max(this.nowMs, receivedAtMs);
    if (!this.restored) {
      const fault = this.nowMs < this.pausedUntilMs ? this.trouble : await this.open(this.nowMs);
      if (fault !== null) return fault;
    }
    if (this.commits.pendingSamples > this.options.mostSamplesPending) {
      return { kind: 'overloaded', message: `${this.commits.pendingSamples} samples wait to be stored; nothing of this body was stored, send it again.` };
    }
    const samples = new BodySamples(this.directory, token, stampLimits(receivedAtMs, this.options.retentionDays * dayMs));
    const extras = this.intakes[version].read(body, samples);
    if ('kind' in extras) return extras;
    if (samples.wanted.length > 0) {
      const fault = await this.commits.add(samples.wanted);
      if (fault !== null) return fault;
      this.stored += samples.wanted.length;
      this.noteOldest(samples.wanted);
      this.lastStoredAtMs = this.nowMs;
    }
    samples.countUnwanted();
    this.unwanted += samples.unwanted;
    return this.answer(samples, extras.histograms);
  }

  private answer(samples: BodySamples, histograms: number): WriteOutcome {
    const written = { samples: samples.wanted.length + samples.unwanted, histograms: 0, exemplars: 0 };
    const { tooOld, tooNew, badLabels, overCap, labelFault } = samples;
    const rejected = { tooOld, tooNew, badLabels, overCap, histograms, labelFault };
    if (!hasRejections(rejected)) return { kind: 'accepted', written };
    this.rejected += tooOld + tooNew + badLabels + overCap + histograms;
    const message = rejectionMessage(rejected, written, this.options.retentionDays, this.options.mostSeriesPerToken);
    return { kind: overCap > 0 ? 'too-many-series' : 'partly-rejected', written, message };
  }

  /** Closed steps of every server that the stored series make. */
  async readSteps(request: StepRequest, signal: AbortSignal): Promise<StepReading> {
    if (!this.store.isOpen) {
      return { servers: [], series: [], faults: [{ kind: 'unreachable', message: this.trouble?.message ?? 'The sample store is not open.' }] };
    }
    return readStoredSteps(this.store, this.directory, request, signal);
  }

  /** Oldest moment that samples have been stored for since this was last asked; null: none have. */
  revisedSince(): number | null {
    const oldest = this.oldestNewMs;
    this.oldestNewMs = null;
    return oldest;
  }

  private noteOldest({ timesMs, length }: SampleColumns): void {
    for (let i = 0; i < length; i++) if (this.oldestNewMs === null || timesMs[i] < this.oldestNewMs) this.oldestNewMs = timesMs[i];
  }

  /** Drops what is out of retention. */
  retire(nowMs: number): Promise<Retired | StoreFault> {
    return this.commits.between(async () => {
      const pending = this.commits.pendingSeries();
      const retired = await this.store.retire(nowMs, pending);
      if (!('kind' in retired)) this.directory.forget(retired.seriesIds.filter((id) => !this.commits.pendingSeries().has(id)));
      return retired;
    });
  }

  /** A copy of what is stored, made beside writes. */
  copyTo(file: string): Promise<StoreFault | null> {
    return this.store.copyTo(file);
  }

  checkpoint(): Promise<StoreFault | null> {
    return this.commits.between(() => this.store.checkpoint());
  }

  status(): IntakeStatus {
    return {
      state: this.trouble === null && this.store.isOpen ? 'up' : 'down',
      message: this.trouble?.message ?? null,
      samplesStored: this.stored,
      samplesUnwanted: this.unwanted,
      samplesRejected: this.rejected,
      wantedSeries: this.directory.wantedSeries,
      unwantedByName: this.directory.unwantedByName(),
      setAside: this.store.setAside,
      lastStoredAtMs: this.lastStoredAtMs,
      metrics: [...this.directory.metrics].sort().map((name) => ({ name, kind: metricKindOf(name) })),
    };
  }

  /** After everything that was taken is durable. */
  close(): Promise<void> {
    return this.commits.between(async () => this.store.close());
  }
}
