import { render, screen } from '@testing-library/react';
import { describe, expect, it } from '@jest/globals';
import { dateTime, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import React from 'react';
import { exampleInsights } from '../../../test/example-answers.ts';
import { insightFrame } from '../../view-models/insight-frame.ts';
import { InsightsPanel } from './InsightsPanel.tsx';

const timeRange = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-24h', to: 'now+8h' } };
const show = (data: Partial<PanelData>) =>
  render(<InsightsPanel {...({ width: 400, height: 200, options: {}, timeRange, timeZone: 'utc' } as unknown as PanelProps)} data={{ state: LoadingState.Done, series: [], timeRange, ...data }} />);

describe('the insights panel', () => {
  it('says who is predicted to degrade, with a way to each server and no links that a dashboard has no place for', () => {
    show({ series: [insightFrame(exampleInsights, 'A')] });
    expect(screen.getByRole('status').textContent).toBe('3 servers predicted to degrade in the next 8 hours');
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['/a/fleetcast-forecasting-app/servers/eu_web001']);
  });

  it('says why nothing is recommended, and that nothing is expected', () => {
    const [insight] = exampleInsights.insights;
    const { unmount } = show({ series: [insightFrame({ ...exampleInsights, insights: [{ ...insight, action: null, actionMissing: 'No action fits.' }] }, 'A')] });
    expect(screen.getByText('No action fits.')).toBeTruthy();
    unmount();
    show({ series: [insightFrame({ ...exampleInsights, degrading: 0, insights: [], headline: 'No server predicted to degrade in the next 8 hours' }, 'A')] });
    expect(screen.getByRole('status').textContent).toBe('No server predicted to degrade in the next 8 hours');
  });

  it('says how old it is when it is stale', () => {
    show({ series: [insightFrame({ ...exampleInsights, freshness: { ...exampleInsights.freshness, stale: true, staleReason: 'prometheus: cannot be read', ageSeconds: 3600 } }, 'A')] });
    expect(screen.getByText('prometheus: cannot be read')).toBeTruthy();
  });
});
