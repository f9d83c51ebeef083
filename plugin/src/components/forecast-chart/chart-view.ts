import type { ChartMarks } from './draw-marks.ts';

type TimeSpan = readonly [fromMs: number, toMs: number];

/** What a plot shows at the moment: it asks at every draw, so that a moving time range needs no new plot. */
export class ChartView {
  #span: TimeSpan;
  #marks: ChartMarks;

  constructor(span: TimeSpan, marks: ChartMarks) {
    this.#span = span;
    this.#marks = marks;
  }

  show(span: TimeSpan, marks: ChartMarks): void {
    this.#span = span;
    this.#marks = marks;
  }

  get span(): TimeSpan {
    return this.#span;
  }

  get marks(): ChartMarks {
    return this.#marks;
  }
}
