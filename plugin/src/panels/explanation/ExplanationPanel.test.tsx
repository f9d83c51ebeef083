import { fireEvent, render, screen, within } from '@testing-library/react';
import { describe, expect, it } from '@jest/globals';
import { dateTime, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import React from 'react';
import type { Explanation } from '@fleetcast/contract';
import { exampleExplanation, exampleForecast } from '../../../test/example-answers.ts';
import { explanationFrames } from '../../view-models/explanation-frame.ts';
import { ExplanationPanel } from './ExplanationPanel.tsx';
import type { ExplanationPanelOptions } from './panel-options.ts';

const timeRange = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-24h', to: 'now+8h' } };
const show = (data: Partial<PanelData>) =>
  render(
    <ExplanationPanel
      {...({ width: 400, height: 200, options: { showsChart: true, showsAttention: true, showsEffects: true }, timeRange, timeZone: 'utc', fieldConfig: { defaults: {}, overrides: [] } } as unknown as PanelProps<ExplanationPanelOptions>)}
      data={{ state: LoadingState.Done, series: [], timeRange, ...data }}
    />,
  );
const explain = (part: Partial<Explanation> = {}) => show({ series: explanationFrames({ ...exampleExplanation, ...part }, exampleForecast, 'A', null) });

/** What a reader is led to. */
const figuresOf: Readonly<Record<string, RegExp>> = {
  forecast: /= 84\.0%$/, residual: /\+0\.0 points not placed/, occlusion: /Second opinion: \+45\.0 points/, counterfactual: /21 changes; .* from 64% to 10%$/,
  'trend:week': /last day 25\.0%, same day a week before 20\.0%, growth 25%$/, 'trend:leak': /\+6\.0 points a day since restart of/, 'trend:morning': /60\.0%; \+2\.0 points a day, rank correlation 1\.00$/, peers: /web-2 0\.90$/,
};

describe('the explanation panel', () => {
  it('ranks the reasons, each with its figure and its sentence, and names what is not looked at', () => {
    explain();
    const rows = within(screen.getByRole('list', { name: /Reasons/ })).getAllByRole('listitem');
    expect(rows.map(({ textContent }) => textContent)).toEqual([expect.stringMatching(/^Last 3 hours\+50\.0 points.*adds 50 points/), expect.stringMatching(/^Same time yesterday−6\.0 points.*Partly not observed/)]);
    expect(screen.getByText(/does not look at: other metrics/)).toBeTruthy();
    expect(screen.getByText(/By Integrated Gradients, 64 steps/)).toBeTruthy();
    expect(screen.getByText('40.0% +44.1 points by all parts +0.0 points not placed = 84.0%')).toBeTruthy();
  });

  it('leads from every sentence to its figure', () => {
    const trends: Explanation['trends'] = {
      week: { lastDay: 25, weekBefore: 20, growth: 0.25, notable: true },
      leak: { suspected: true, sinceAt: '2026-03-01T02:00:00.000Z', restartSeen: true, risePerDay: 6, riseSince: 7, risingShare: 0.9 },
      morning: { worsening: true, peaks: [{ at: '2026-03-02T11:00:00.000Z', value: 60 }], risePerDay: 2, tau: 1 },
    };
    const told = ['residual', 'trend:week', 'trend:leak', 'trend:morning', 'peers'].map((figure) => ({ text: `A sentence about ${figure}.`, figure }));
    explain({ trends, peers: { profile: 'web', peers: 3, alike: [{ serverId: 'b', server: 'web-2', correlation: 0.9 }] }, sentences: [...exampleExplanation.sentences, ...told] });
    const links = exampleExplanation.sentences.concat(told).filter(({ figure }) => !figure.startsWith('group:'));
    for (const { text, figure } of links) {
      fireEvent.click(screen.getByRole('button', { name: text }));
      expect(`${figure}: ${document.activeElement?.textContent}`).toMatch(figuresOf[figure]);
    }
  });

  it("keeps the model's own view apart from the reasons", () => {
    explain();
    const view = screen.getByRole('region', { name: /own view/ });
    expect(view.textContent).toContain('last 2 hours 40%, same time yesterday 20%');
    expect(within(view).queryByRole('list')).toBeNull();
  });

  it('lets a floor speak for itself while the model is still learning', () => {
    explain({ method: 'formula', pathSteps: null, view: null, speaker: { kind: 'floor', name: 'same-time', reason: 'Learning: 2.0 of 8 days of history; a simple forecast speaks until then.' } });
    expect(screen.getByText(/Learning: 2\.0 of 8 days/)).toBeTruthy();
    expect(screen.getByText(/Exact, by the formula/)).toBeTruthy();
    expect(screen.queryByRole('region', { name: /own view/ })).toBeNull();
  });

  it('says how old it is when it is stale', () => {
    explain({ freshness: { ...exampleExplanation.freshness, stale: true, staleReason: 'prometheus: cannot be read', ageSeconds: 3600 } });
    expect(screen.getByText('prometheus: cannot be read')).toBeTruthy();
  });
});
