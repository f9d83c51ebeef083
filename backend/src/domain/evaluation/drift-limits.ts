/** Figures that are watched for drift, and what they must keep; docs/methods/performance.md. */

export interface DriftLimits {
  readonly leastAccuracy: number;
  readonly leastSkill: number;
  /** Of the 80 % band's coverage from 80 %. */
  readonly mostCoverageDistance: number;
  /** Share of warnings that were false. */
  readonly mostFalsePositives: number;
}

export interface DriftFigure {
  readonly measure: 'accuracy' | 'skill' | 'coverage80' | 'falsePositives';
  /** null: of all. */
  readonly metric: string | null;
  /** null: too little has come true, and then no limit is past. */
  readonly value: number | null;
  readonly limit: number;
  readonly limitIs: 'least' | 'most' | 'distance';
  readonly past: boolean;
}

interface MetricFigures {
  readonly metric: string;
  readonly accuracy: number | null;
  readonly skill: number | null;
  readonly coverage80: number | null;
}

/** Warnings before their precision is judged: one false one of two says nothing. */
const leastWarnings = 10;

export function driftOf(metrics: readonly MetricFigures[], warnings: { readonly precision: number | null; readonly cameTrue: number; readonly late: number; readonly false: number }, limits: DriftLimits): readonly DriftFigure[] {
  const least = (measure: 'accuracy' | 'skill', metric: string, value: number | null, limit: number): DriftFigure => ({ measure, metric, value, limit, limitIs: 'least', past: value !== null && value < limit });
  const judged = warnings.cameTrue + warnings.late + warnings.false;
  const falsePositives = warnings.precision === null || judged < leastWarnings ? null : 1 - warnings.precision;
  return [
    ...metrics.flatMap(({ metric, accuracy, skill, coverage80 }): DriftFigure[] => [
      least('accuracy', metric, accuracy, limits.leastAccuracy),
      least('skill', metric, skill, limits.leastSkill),
      { measure: 'coverage80', metric, value: coverage80, limit: limits.mostCoverageDistance, limitIs: 'distance', past: coverage80 !== null && Math.abs(coverage80 - 0.8) > limits.mostCoverageDistance },
    ]),
    { measure: 'falsePositives', metric: null, value: falsePositives, limit: limits.mostFalsePositives, limitIs: 'most', past: falsePositives !== null && falsePositives > limits.mostFalsePositives },
  ];
}
