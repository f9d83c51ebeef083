/** Series that a metric is thought to have until its first answer tells. */
const firstGuessOfSeries = 1000;

/** How many steps of a metric are asked for at once, so that no answer grows out of bounds; learns from the answers. */
export class PieceSizes {
  private readonly pointsPerQuery: number;
  private readonly mostSteps: number;
  private readonly seriesByMetric = new Map<string, number>();
  private readonly limitByMetric = new Map<string, number>();

  constructor(pointsPerQuery: number, mostSteps: number) {
    this.pointsPerQuery = pointsPerQuery;
    this.mostSteps = mostSteps;
  }

  stepsFor(metric: string): number {
    const byPoints = Math.floor(this.pointsPerQuery / (this.seriesByMetric.get(metric) ?? firstGuessOfSeries));
    return Math.max(1, Math.min(byPoints, this.limitByMetric.get(metric) ?? this.mostSteps));
  }

  answered(metric: string, seriesCount: number): void {
    if (seriesCount > 0) this.seriesByMetric.set(metric, seriesCount);
  }

  /** The server refused so many steps: from now on half as many. */
  refused(metric: string, steps: number): void {
    this.limitByMetric.set(metric, Math.ceil(steps / 2));
  }
}
