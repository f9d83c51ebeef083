import { render, screen } from '@testing-library/react';
import { describe, expect, it } from '@jest/globals';
import { dateTime, FieldType, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import React, { type ComponentType } from 'react';
import { ExplanationPanel } from './explanation/ExplanationPanel.tsx';
import { ForecastPanel } from './forecast/ForecastPanel.tsx';
import { InsightsPanel } from './insights/InsightsPanel.tsx';
import { RecommendationsPanel } from './recommendations/RecommendationsPanel.tsx';
import { WhatIfPanel } from './what-if/WhatIfPanel.tsx';

interface Texts {
  readonly panel: string;
  readonly Panel: ComponentType<PanelProps>;
  readonly unread: string;
  readonly foreign: string;
  /** Null: its query always finds something to say. */
  readonly empty: string | null;
}

// A panel takes its own options; none of them matters while there is nothing to show.
const panel = (name: string, Panel: unknown, unread: string, foreign: string, empty: string | null): Texts => ({ panel: name, Panel: Panel as ComponentType<PanelProps>, unread, foreign, empty });
const panels = [
  panel('forecast', ForecastPanel, 'The forecasts could not be read', 'These data are not forecasts', 'No series matches'),
  panel('explanation', ExplanationPanel, 'The explanation could not be read', 'These data are not an explanation', 'No series matches'),
  panel('what if', WhatIfPanel, 'The server could not be read', 'These data are not forecasts', 'No series matches'),
  panel('recommendations', RecommendationsPanel, 'The recommendations could not be read', 'These data are not recommendations', 'No server matches'),
  panel('insights', InsightsPanel, 'The insights could not be read', 'These data are not insights', null),
];

const timeRange = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-24h', to: 'now+8h' } };
const foreignFrame = { length: 1, fields: [{ name: 'time', type: FieldType.time, config: {}, values: [0] }] };

describe.each(panels)('the $panel panel, while it has nothing to show', ({ Panel, unread, foreign, empty }) => {
  const show = (data: Partial<PanelData>) => {
    const props = { width: 400, height: 300, options: { bands: [80] }, timeRange, timeZone: 'utc', fieldConfig: { defaults: {}, overrides: [] } } as unknown as PanelProps;
    return render(<Panel {...props} data={{ state: LoadingState.Done, series: [], timeRange, ...data }} />);
  };

  it('holds its place until the first answer', () => {
    const { container } = show({ state: LoadingState.Loading });
    expect(container.querySelector('[aria-hidden=true]')).not.toBeNull();
    expect(screen.queryByRole('status')).toBeNull();
  });

  it.each([{ error: { message: 'The service does not accept the token.' } }, { errors: [{ message: 'The service does not accept the token.' }] }])('passes on why there is no answer, told as %j', (told) => {
    show({ state: LoadingState.Error, ...told });
    expect(screen.getByRole('status').textContent).toBe(`${unread}The service does not accept the token.`);
  });

  it('says that the data are of another kind', () => {
    show({ series: [foreignFrame] });
    expect(screen.getByRole('status').textContent).toContain(foreign);
  });

  if (empty !== null) {
    it('says what to change where nothing matches', () => {
      show({});
      expect(screen.getByRole('status').textContent).toContain(empty);
    });
  }
});
