import type { DataFrame } from '@grafana/data';
import { describe, expect, it } from '@jest/globals';
import { examplePerformance } from '../../test/example-performance.ts';
import { calibrationFrame, leadTimesFrame, seriesPerformanceFrame, speakersFrame } from './performance-detail-frames.ts';

const rowsOf = ({ fields, length }: DataFrame): unknown[][] => Array.from({ length }, (_, row) => fields.map(({ values }): unknown => values[row]));
const namesOf = ({ fields }: DataFrame) => fields.map(({ name }) => name);
const [cpu] = examplePerformance.metrics;
const memory = { ...cpu, metric: 'memory', title: 'Memory usage' };

describe('frames of what the figures of performance are made of', () => {
  it('set the share of observed values beside each quantile, leaving out metrics of which it is not known', () => {
    const calibration = [{ level: 0.1, observed: 0.12 }, { level: 0.5, observed: 0.48 }];
    const frame = calibrationFrame({ metrics: [{ ...cpu, calibration }, memory] });
    expect(namesOf(frame)).toEqual(['Quantile', 'Calibrated', 'CPU usage']);
    expect(rowsOf(frame)).toEqual([[0.1, 0.1, 0.12], [0.5, 0.5, 0.48]]);
    expect(rowsOf(calibrationFrame({ metrics: [memory] }))).toEqual([]);
  });

  it('count warnings by how long before the breach they opened', () => {
    const { all } = examplePerformance.warnings;
    const leadTimes = [{ fromMinutes: 30, toMinutes: 60, warnings: 2 }, { fromMinutes: 60, toMinutes: 120, warnings: 5 }];
    expect(rowsOf(leadTimesFrame({ warnings: { all: { ...all, leadTimes }, paged: all } }))).toEqual([['30 min to 1 h', 2], ['1 h to 2 h', 5]]);
  });

  it('compare champion, challenger and simple forecasts, the best first, where they said something', () => {
    const said = (name: string, lossRatio: number) => ({ speaker: { kind: 'model' as const, name }, forecasts: 50, lossRatio, maeRatio: 0.7 });
    const frame = speakersFrame({ metrics: [{ ...cpu, speakers: [said('fleet-1', 0.9), said('fleet-2', 0.8)] }, { ...memory, speakers: [said('fleet-1', 0.95)] }] });
    expect(rowsOf(frame)).toEqual([['Model fleet-2', 'CPU usage', 0.8, 0.7, 50], ['Model fleet-1', 'CPU usage', 0.9, 0.7, 50], ['Model fleet-1', 'Memory usage', 0.95, 0.7, 50]]);
  });

  it('have a row a series, which leads to its server', () => {
    const { forecasts, skill, accuracy, coverage80, coverage96, meanAbsoluteError, meanLevel } = cpu;
    const worstSeries = [{ serverId: 'srv-1', server: 'web-1', region: 'eu', profile: 'web', metric: 'cpu', forecasts, skill, accuracy, coverage80, coverage96, meanAbsoluteError, meanLevel }];
    const frame = seriesPerformanceFrame({ ...examplePerformance, worstSeries });
    expect(rowsOf(frame)).toEqual([['web-1', 'CPU usage', 0.1, null, 0.8, 100, 'srv-1']]);
    expect(frame.fields[0].config.links?.[0].url).toContain('Server id');
  });
});
