import type { Labels } from '../catalog/rules/rule-book.ts';
import type { SampleSink, SeriesHandle } from './ports.ts';
import { SampleColumns } from './sample-columns.ts';
import { overCap, type SeriesDirectory } from './series-directory.ts';
import type { StampLimits } from './stamp-limits.ts';

const badLabels: SeriesHandle = Number.MIN_SAFE_INTEGER;

/** What one body holds, sorted into what is stored and what is not, while an intake reads it. */
export class BodySamples implements SampleSink {
  readonly wanted = new SampleColumns(2048);
  unwanted = 0;
  tooOld = 0;
  tooNew = 0;
  overCap = 0;
  badLabels = 0;
  labelFault = '';
  private readonly unwantedHandles: SeriesHandle[] = [];
  private readonly directory: SeriesDirectory;
  private readonly token: string;
  private readonly limits: StampLimits;

  constructor(directory: SeriesDirectory, token: string, limits: StampLimits) {
    this.directory = directory;
    this.token = token;
    this.limits = limits;
  }

  seriesOf(block: string, readLabels: () => Labels | { readonly wrong: string }): SeriesHandle {
    const known = this.directory.answerFor(block);
    if (known !== undefined) return known;
    const labels = readLabels();
    if (isWrong(labels)) {
      this.labelFault ||= labels.wrong;
      return badLabels;
    }
    return this.directory.enter(block, labels, this.token);
  }

  addSample(series: SeriesHandle, timeMs: number, value: number): void {
    if (timeMs < this.limits.oldestMs) this.tooOld++;
    else if (timeMs > this.limits.newestMs) this.tooNew++;
    else if (series >= 0) this.wanted.add(series, timeMs, value);
    else if (series === overCap) this.overCap++;
    else if (series === badLabels) this.badLabels++;
    else {
      this.unwanted++;
      this.unwantedHandles.push(series);
    }
  }

  /** Counts what was dropped; only once the whole body has proved well-formed. */
  countUnwanted(): void {
    for (const series of this.unwantedHandles) this.directory.countUnwanted(series);
  }
}

function isWrong(labels: Labels | { readonly wrong: string }): labels is { readonly wrong: string } {
  return !Object.hasOwn(labels, '__name__');
}
