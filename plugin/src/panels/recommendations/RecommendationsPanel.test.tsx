import { fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { dateTime, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import { type BackendSrv, config } from '@grafana/runtime';
import React from 'react';
import { of, throwError } from 'rxjs';
import type { ServerRecommendations } from '@fleetcast/contract';
import { exampleAdvice } from '../../../test/example-answers.ts';
import { ServiceClient } from '../../api/service-client.ts';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { recommendationFrame } from '../../view-models/recommendation-frame.ts';
import { RecommendationsPanel } from './RecommendationsPanel.tsx';

const timeRange = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-24h', to: 'now+8h' } };
const show = (data: Partial<PanelData>) =>
  render(<RecommendationsPanel {...({ width: 400, height: 200, options: {}, timeRange, timeZone: 'utc' } as unknown as PanelProps)} data={{ state: LoadingState.Done, series: [], timeRange, ...data }} />);
type Asked = { readonly url: string; readonly data?: unknown };
const answering = (answer: (asked: Asked) => ReturnType<BackendSrv['fetch']>) => new ServiceClient(() => ({ fetch: answer as BackendSrv['fetch'] }));
function as(orgRole: string): void {
  Object.assign(config.bootData, { user: { ...config.bootData?.user, orgRole } });
}
beforeEach(() => as('Editor'));
const advise = (part: Partial<ServerRecommendations> = {}) => show({ series: [recommendationFrame({ ...exampleAdvice, ...part }, 'A', null)] });

function adviseWith(client: ServiceClient) {
  const data = { state: LoadingState.Done, series: [recommendationFrame(exampleAdvice, 'A', null)], timeRange };
  return render(
    <ServiceClientContext value={client}>
      <RecommendationsPanel {...({ width: 400, height: 200, options: {}, timeRange, timeZone: 'utc' } as unknown as PanelProps)} data={data} />
    </ServiceClientContext>,
  );
}

describe('what was done with a recommendation', () => {
  const { serverId, server, region, profile, tier, recommendations: [{ actionId, title, metric }] } = exampleAdvice;
  const record = { serverId, server, region, profile, tier, recordId: 'r1', actionId, title, metric, verdict: 'dismissed', reason: 'no', origin: 'recommendation', at: '2026-03-02T10:00:00.000Z', by: 'ann', probabilityBefore: 0.8, outcome: null, version: 1 };

  it('is said under its card by those who may: taken at once, otherwise with a reason', async () => {
    const sent: Asked[] = [];
    adviseWith(answering((asked) => (sent.push(asked), of({ data: record }) as unknown as ReturnType<BackendSrv['fetch']>)));
    const card = within(screen.getByRole('article', { name: title }));
    expect(card.getByRole<HTMLButtonElement>('button', { name: 'Taken' }).disabled).toBe(false);
    expect(card.getByRole<HTMLButtonElement>('button', { name: 'Dismiss' }).disabled).toBe(true);
    fireEvent.change(card.getByRole('textbox', { name: `Reason: ${title}` }), { target: { value: '  not before the release ' } });
    fireEvent.click(card.getByRole('button', { name: 'Dismiss' }));
    expect((await card.findByRole('status')).textContent).toMatch(/^Dismissed/);
    expect(sent).toMatchObject([{ url: expect.stringMatching(/operate\/v1\/servers\/.+\/recommendations\/feedback$/), data: { actionId, metric, verdict: 'dismissed', reason: 'not before the release' } }]);
  });

  it('is not asked of a viewer', () => {
    as('Viewer');
    advise();
    expect(screen.queryByRole('button', { name: 'Taken' })).toBeNull();
  });

  it('can be said again when the service did not take it', async () => {
    adviseWith(answering(() => throwError(() => ({ status: 403, data: { message: 'Forbidden' } }))));
    const card = within(screen.getByRole('article', { name: title }));
    fireEvent.click(card.getByRole('button', { name: 'Taken' }));
    expect(await screen.findByText('Your role does not allow this')).toBeTruthy();
    expect(card.getByRole<HTMLButtonElement>('button', { name: 'Taken' }).disabled).toBe(false);
  });
});

describe('the recommendations panel', () => {
  it('shows a card by class with what helps to decide, the reasons, the effect, and how to do it', () => {
    advise();
    const card = within(screen.getByRole('region', { name: 'Soon, within 8 hours' })).getByRole('article', { name: 'Restart the process' });
    expect(card.textContent).toMatch(/Confidence40%Startwithin 1 h 30 minRiskmedium.*Takes5 min.*Undocannot be undone/);
    expect(card.textContent).toContain('It helps latency too.');
    expect(card.textContent).toContain('Instead of: Give the server more memory.');
    expect(card.textContent).toContain('Breach 80% without it, 10% with it; peak 90% (80% to 99%), then 45% (40% to 60%). The breach becomes more likely on web-2 (+10%).');
    expect(within(card).getByRole('img', { name: 'Bands of memory over 8 h: at their end 90% (80% to 99%) without it, 45% (39% to 55%) with it' })).toBeTruthy();
    expect(card.textContent).toContain('in 4 hin 8 hwithout itwith itthreshold 85%');
    expect(within(card).getByText("ssh 'web 1' sudo systemctl restart shop")).toBeTruthy();
    expect(within(card).getByRole('button', { name: /^Copy: ssh/ })).toBeTruthy();
    expect(within(card).getByTitle(/breach 80% x match 80% x past success 80% \(a belief, no outcome here yet\) x relief 80% \(computed\)/)).toBeTruthy();
  });

  it('says that there is nothing to do, or why nothing can be said', () => {
    const nothing = advise({ outcome: 'nothing-to-do', recommendations: [], reason: 'The likeliest breach is CPU at 12%.' });
    expect(screen.getByRole('status').textContent).toBe('Nothing to doThe likeliest breach is CPU at 12%.');
    nothing.unmount();
    advise({ outcome: 'cannot-say', recommendations: [], reason: 'None of its metrics has a threshold.' });
    expect(screen.getByRole('status').textContent).toMatch(/^No action can be recommended/);
  });

  it('says how old it is when it is stale', () => {
    advise({ freshness: { ...exampleAdvice.freshness, stale: true, staleReason: 'prometheus: cannot be read', ageSeconds: 3600 } });
    expect(screen.getByText('prometheus: cannot be read')).toBeTruthy();
  });
});
