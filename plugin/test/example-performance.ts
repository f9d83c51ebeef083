import type { Performance } from '@fleetcast/contract';

const figures = { forecasts: 100, skill: 0.1, accuracy: null, coverage80: 0.8, coverage96: 0.96, meanAbsoluteError: 1, meanLevel: 10 };
const warnings = { cameTrue: 3, late: 0, prevented: 0, false: 1, missed: 2, unobserved: 0, pending: 0, precision: 0.75, recall: 0.6, medianLeadMinutes: 90, leadTimes: [] };
/** What a service answers in whose two days one metric was judged, whose accuracy means nothing. */
export const examplePerformance: Performance = {
  from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T12:00:00.000Z', asOf: '2026-03-02T12:00:00.000Z', series: 2, worstSeries: [], drift: [], horizons: [], warnings: { all: warnings, paged: warnings },
  metrics: [{ metric: 'cpu', title: 'CPU usage', unit: 'percent', ...figures, seriesWithAccuracy: 0, accurateShare: null, calibration: null, speakers: [] }],
  days: [{ metric: 'cpu', day: '2026-03-01', ...figures }, { metric: 'cpu', day: '2026-03-02', ...figures, skill: 0.2 }],
};
