import type { SourceStatus } from '@fleetcast/contract';
import type { MetricSource, SourceFault, StepReading } from '../../domain/series/ports.ts';
import { stepOfSample } from '../../domain/series/step-grid.ts';
import { UnreadSteps, type StepRange } from './unread-steps.ts';

/** Faults after which the same steps are asked for again: the source may answer next time. */
const worthAskingAgain: ReadonlySet<SourceFault['kind']> = new Set(['unreachable', 'unauthorised']);

/** How often steps that came only in part are asked for again before they count as read. */
const partialRetries = 2;

/** A configured source, what it still owes, and how it is doing. */
export class SourceReader {
  readonly kind: SourceStatus['kind'];
  readonly source: MetricSource;
  readonly unread = new UnreadSteps();
  private state: SourceStatus['state'] = 'unknown';
  private lastReadAtMs: number | null = null;
  private message: string | null = null;
  private partialTries = 0;

  constructor(kind: SourceStatus['kind'], source: MetricSource) {
    this.kind = kind;
    this.source = source;
  }

  get isUp(): boolean {
    return this.state === 'up';
  }

  status(): SourceStatus {
    return {
      name: this.source.name,
      kind: this.kind,
      state: this.state,
      lastReadAt: this.lastReadAtMs === null ? null : new Date(this.lastReadAtMs).toISOString(),
      message: this.message,
    };
  }

  /** Owes again what samples have come for since it was read; answers how many steps before `targetStep` that reaches, 0 for none. */
  async oweRevised(stepMs: number, oldestStep: number, targetStep: number): Promise<number> {
    const oldestMs = (await this.source.revisedSince?.()) ?? null;
    if (oldestMs === null) return 0;
    const fromStep = Math.max(oldestStep, stepOfSample({ stepMs }, oldestMs));
    this.unread.add({ fromStep, toStep: targetStep });
    return Math.max(0, targetStep - fromStep + 1);
  }

  /** Reads a range and strikes it off when the source answered; null when it did not. */
  async read(range: StepRange, stepMs: number, nowMs: number, signal: AbortSignal): Promise<StepReading | null> {
    const reading = await this.source.readSteps({ ...range, stepMs }, signal);
    this.message = reading.faults.length === 0 ? null : [...new Set(reading.faults.map((fault) => fault.message))].slice(0, 5).join(' ');
    if (reading.faults.some((fault) => worthAskingAgain.has(fault.kind)) && reading.series.length === 0) {
      this.state = 'down';
      return null;
    }
    this.state = 'up';
    this.lastReadAtMs = nowMs;
    const partial = reading.faults.some((fault) => fault.kind === 'partial' || fault.kind === 'unreachable');
    this.partialTries = partial ? this.partialTries + 1 : 0;
    if (!partial || this.partialTries > partialRetries) this.unread.remove(range);
    return reading;
  }
}
