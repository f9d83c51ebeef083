import { render, screen } from '@testing-library/react';
import { describe, expect, it } from '@jest/globals';
import { dateTime, FieldType, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import React from 'react';
import { ForecastPanel } from './ForecastPanel.tsx';
import type { ForecastPanelOptions } from './panel-options.ts';

const timeRange = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-24h', to: 'now+8h' } };
const show = (data: Partial<PanelData>) =>
  render(
    <ForecastPanel
      {...({ width: 400, height: 300, options: { bands: [80] }, timeRange, timeZone: 'utc', fieldConfig: { defaults: {}, overrides: [] } } as unknown as PanelProps<ForecastPanelOptions>)}
      data={{ state: LoadingState.Done, series: [], timeRange, ...data }}
    />,
  );

describe('a panel without a forecast', () => {
  it('holds a place while it waits for the first answer', () => {
    const { container } = show({ state: LoadingState.Loading });
    expect(container.querySelector('[aria-hidden=true]')).not.toBeNull();
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('says what to change where nothing matches', () => {
    show({});
    expect(screen.getByRole('status').textContent).toContain('No series matches');
  });

  it("passes on why there is no answer, whether Grafana tells it as one error or as several", () => {
    show({ state: LoadingState.Error, error: { message: 'The service does not accept the token.' } });
    expect(screen.getByRole('status').textContent).toBe('The forecasts could not be readThe service does not accept the token.');
  });

  it('says that it draws forecasts only', () => {
    show({ series: [{ length: 1, fields: [{ name: 'time', type: FieldType.time, config: {}, values: [0] }] }] });
    expect(screen.getByRole('status').textContent).toContain('These data are no forecasts');
  });
});
