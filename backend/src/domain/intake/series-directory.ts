import type { Labels, RuleBook, SeriesRole } from '../catalog/rules/rule-book.ts';

/** A raw series that some rule wants. */
export interface RawSeries {
  readonly id: number;
  /** Who pushed it first; it counts against that token's cap. */
  readonly token: string;
  readonly labels: Labels;
}

/** A series as an intake sees it: an id of a wanted series, or one of the negative answers below. */
export type SeriesAnswer = number;
/** Nobody wants it; -2 and below name which unwanted metric it is. */
const firstUnwanted = -2;
/** The token pushes as many series as it may. */
export const overCap: SeriesAnswer = -1;

/** Names of unwanted metrics that are counted one by one; what comes beyond is counted together. */
const mostUnwantedNames = 1000;
/** Bytes of encoded labels that are remembered, so that senders of ever new labels cannot fill the memory. */
const mostRememberedBytes = 256 * 2 ** 20;
const otherNames = '(other names)';

/** All raw series known by their labels, and what the rules make of them. */
export class SeriesDirectory {
  private readonly rules: RuleBook;
  private readonly mostSeriesPerToken: number;
  private readonly series = new Map<number, RawSeries>();
  private readonly roles = new Map<number, readonly SeriesRole[]>();
  private readonly metricNames = new Set<string>();
  private nextId = 0;
  private readonly idByLabels = new Map<string, number>();
  private readonly answerByBlock = new Map<string, SeriesAnswer>();
  private rememberedBytes = 0;
  private readonly seriesByToken = new Map<string, number>();
  private readonly unwantedNames: string[] = [otherNames];
  private readonly unwantedIndex = new Map<string, number>();
  private readonly unwantedSamples: number[] = [0];

  constructor(rules: RuleBook, mostSeriesPerToken: number) {
    this.rules = rules;
    this.mostSeriesPerToken = mostSeriesPerToken;
  }

  /** Takes in series that were stored earlier; a rule that has gone meanwhile leaves them without a role. */
  restore(stored: Iterable<RawSeries>): void {
    for (const series of stored) {
      this.keep(series, this.rules.rolesOf(series.labels));
    }
  }

  /** What is known of encoded labels without reading them. */
  answerFor(block: string): SeriesAnswer | undefined {
    return this.answerByBlock.get(block);
  }

  /** Looks labels up, or takes them in as a new series when a rule wants them and the token's cap allows it. */
  enter(block: string, labels: Labels, token: string): SeriesAnswer {
    const answer = this.lookUp(labels, token);
    if (answer === overCap) return answer;
    this.rememberedBytes += 2 * block.length + 64;
    if (this.rememberedBytes > mostRememberedBytes) {
      this.answerByBlock.clear();
      this.rememberedBytes = 0;
    }
    this.answerByBlock.set(block, answer);
    return answer;
  }

  private lookUp(labels: Labels, token: string): SeriesAnswer {
    const key = labelsKey(labels);
    const known = this.idByLabels.get(key);
    if (known !== undefined) return known;
    const roles = this.rules.rolesOf(labels);
    if (roles.length === 0) return this.unwanted(labels.__name__);
    if ((this.seriesByToken.get(token) ?? 0) >= this.mostSeriesPerToken) return overCap;
    const id = this.nextId;
    this.keep({ id, token, labels }, roles);
    return id;
  }

  private keep(series: RawSeries, roles: readonly SeriesRole[]): void {
    this.series.set(series.id, series);
    this.roles.set(series.id, roles);
    for (const { metric } of roles) this.metricNames.add(metric);
    this.idByLabels.set(labelsKey(series.labels), series.id);
    this.nextId = Math.max(this.nextId, series.id + 1);
    this.count(series.token, 1);
  }

  private unwanted(name: string): SeriesAnswer {
    let index = this.unwantedIndex.get(name);
    if (index === undefined) {
      if (this.unwantedNames.length > mostUnwantedNames) return firstUnwanted;
      index = this.unwantedNames.length;
      this.unwantedNames.push(name);
      this.unwantedSamples.push(0);
      this.unwantedIndex.set(name, index);
    }
    return firstUnwanted - index;
  }

  private count(token: string, by: number): void {
    this.seriesByToken.set(token, (this.seriesByToken.get(token) ?? 0) + by);
  }

  /** Counts a sample of a series that nobody wants. */
  countUnwanted(answer: SeriesAnswer): void {
    this.unwantedSamples[firstUnwanted - answer]++;
  }

  /** Forgets series whose samples have all passed out of retention. */
  forget(ids: Iterable<number>): void {
    for (const id of ids) {
      const series = this.series.get(id);
      if (series === undefined) continue;
      this.idByLabels.delete(labelsKey(series.labels));
      this.count(series.token, -1);
      this.series.delete(id);
      this.roles.delete(id);
    }
    this.answerByBlock.clear();
    this.rememberedBytes = 0;
  }

  seriesOf(id: number): RawSeries {
    const series = this.series.get(id);
    if (series === undefined) throw new Error(`series ${id} was never entered`);
    return series;
  }

  rolesOf(id: number): readonly SeriesRole[] {
    return this.roles.get(id) ?? [];
  }

  get wantedSeries(): number {
    return this.idByLabels.size;
  }

  /** Metrics that the series seen so far can give. */
  get metrics(): ReadonlySet<string> {
    return this.metricNames;
  }

  /** Samples that nobody wanted, by metric name, most first. */
  unwantedByName(): ReadonlyArray<{ readonly name: string; readonly samples: number }> {
    const counted = this.unwantedNames.map((name, index) => ({ name, samples: this.unwantedSamples[index] }));
    return counted.filter(({ samples }) => samples > 0).sort((a, b) => b.samples - a.samples);
  }
}

function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
