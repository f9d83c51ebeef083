import type { Forecast } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';
import React from 'react';
import { type WindowFigures, windowFigures } from '../../view-models/earlier-window.ts';
import { FigureTable } from '../../components/FigureTable.tsx';

interface Props {
  readonly forecast: Forecast;
  readonly earlier: Forecast;
  /** "1 week" */
  readonly lag: string;
}

const dayMs = 86_400_000;

function changeInPercent(percent: number): string {
  return percent === 0 ? '0%' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`;
}

/** The last day and the horizon, each against the same hours of the earlier window. */
export function WindowsTable({ forecast, earlier, lag }: Props) {
  const { stepSeconds, originAt, history, quantiles } = forecast;
  const originMs = Date.parse(originAt);
  const endMs = originMs + quantiles.q50.length * stepSeconds * 1000;
  const forecastStart = new Date(originMs + stepSeconds * 1000).toISOString();
  const earlierFigures = (fromMs: number, toMs: number) => windowFigures(earlier.history.startAt, stepSeconds, earlier.history.values, fromMs, toMs);
  const format = getValueFormat(forecast.info.unit);
  const rows = [
    { name: 'Last 24 h', now: windowFigures(history.startAt, stepSeconds, history.values, originMs - dayMs, originMs), before: earlierFigures(originMs - dayMs, originMs) },
    { name: `Next ${(endMs - originMs) / 3_600_000} h (median)`, now: windowFigures(forecastStart, stepSeconds, quantiles.q50, originMs, endMs), before: earlierFigures(originMs, endMs) },
  ];
  const text = (value: number | null) => (value === null ? '–' : formattedValueToString(format(value)));
  const change = (now: number | null, before: number | null) => (now === null || before === null || before === 0 ? '–' : changeInPercent(Math.round((100 * (now - before)) / before)));
  const cells = (now: WindowFigures, before: WindowFigures) => [text(now.mean), text(before.mean), change(now.mean, before.mean), text(now.peak), text(before.peak), change(now.peak, before.peak)];
  return (
    <FigureTable
      label="The windows' figures"
      columns={['Window', 'Mean', `Mean ${lag} earlier`, 'Change', 'Highest', `Highest ${lag} earlier`, 'Change of the highest']}
      rows={rows.map(({ name, now, before }) => ({ key: name, cells: [name, ...cells(now, before)] }))}
    />
  );
}
