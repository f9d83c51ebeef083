import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LifecycleDecisionList, LifecycleStatus, ModelEventList, ModelList, ModelRegistry } from '@fleetcast/contract';
import { OrgRole } from '@grafana/data';
import { config, setChromeHeaderHeightHook } from '@grafana/runtime';
import React from 'react';
import { RouterAt } from '../../../test/RouterAt.tsx';
import { FakeBackend, ok } from '../../../test/fake-backend.ts';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { ServiceClient } from '../../api/service-client.ts';
import { ModelsPage } from './ModelsPage.tsx';

const at = '2026-01-05T00:00:00.000Z';
const version = { role: 'retired' as const, createdAt: at, stepSeconds: 300, horizonSteps: 96, parameters: 35_409, sizeBytes: 141_636, checksumSha256: 'aa', trainedOn: 'a test', dataFingerprint: 'bb', heldOut: null, trainingSteps: 100, seed: 1, validationLoss: 0.4 };
const list: ModelList = {
  models: [{ ...version, version: 'fleet-2', role: 'challenger', origin: 'fine-tuned', parent: 'fleet-1', heldOut: { judged: 900, floorRatio: 0.85, coverage80: 0.79, parentRatio: 0.95, forgetting: null } }, { ...version, version: 'fleet-1', role: 'champion', origin: 'fine-tuned', parent: 'base-1' }],
  serving: 'fleet-1', servingReason: 'fleet-1 speaks for 40 of 42 series, floors for the rest.', seriesServed: { byModel: 40, byFloor: 2, learning: 0 },
};
const registry: ModelRegistry = { champion: 'fleet-1', since: at, former: ['base-1'], pinned: null, challenger: { version: 'fleet-2', kind: 'retraining', since: at, servedShare: 0.1 }, watch: null, reserve: { version: 'base-1', since: at } };
const voice = { floorRatio: 0.9, coverage80: 0.8, batchMs: 40 };
const lifecycle: LifecycleStatus = {
  automatic: true, examinedAt: at, nextScheduledAt: at, retraining: null,
  reserve: { version: 'base-1', since: at, judged: 3400, lossRatio: 1.04, series: 12, groups: [{ metric: 'memory', profile: 'db', lossRatio: 0.91 }] },
  trial: {
    champion: { ...voice, version: 'fleet-1' }, shadow: { ...voice, version: 'fleet-2', floorRatio: 0.85 }, purpose: 'challenger', since: at, endsAt: at, judged: 1200,
    difference: { value: -0.02, low: -0.03, high: -0.01, units: 20, unit: 'server' }, lossRatio: 0.95, shadowBytes: 3 * 2 ** 20,
  },
};
const decisions: LifecycleDecisionList = {
  decisions: [{ decisionId: 'd1', at, subject: 'gate', outcome: 'refused', reason: 'Not passed on held-out time.', figures: [{ name: 'loss beside the champion', value: 1.2, limit: 1, passed: false }], version: 'fleet-0', jobId: 'j' }],
  nextCursor: null,
};
const events: ModelEventList = { events: [{ kind: 'challenged', at, actor: 'service', cause: 'it passed the gate', version: 'fleet-2' }] };

const answers: Readonly<Record<string, object>> = { '/v1/models': list, '/v1/models/registry': registry, '/v1/models/lifecycle': lifecycle, '/v1/models/decisions': decisions, '/v1/models/events': events };
const backend = () => new FakeBackend((url) => ok(answers[url.pathname.replace(/^.*?(?=\/v1)/, '')] ?? registry));

function show(answering: FakeBackend) {
  return render(<RouterAt><ServiceClientContext value={new ServiceClient(() => answering)}><ModelsPage /></ServiceClientContext></RouterAt>);
}

setChromeHeaderHeightHook(() => 40);
beforeEach(() => {
  config.bootData.user.orgRole = OrgRole.Admin;
});

describe('the Models page', () => {
  it('says which version has which part, how the trial stands, and what was decided on which figures', async () => {
    show(backend());
    const versions = within(await screen.findByRole('region', { name: 'Versions' }));
    expect(versions.getByRole('row', { name: /fleet-1 Champion Fine-tuned here/ })).toBeTruthy();
    expect(versions.getByRole('row', { name: /fleet-2 Challenger/ })).toBeTruthy();
    expect(screen.getByText(/it lost 5.0% less, beyond chance \(20 servers\)/)).toBeTruthy();
    expect(screen.getByText(/fleet-2 adds 3 MB of memory and speaks for 10% of the servers meanwhile\./)).toBeTruthy();
    expect(versions.getByText(/a test On 900 held-out forecasts: loss 0\.850 of the better simple forecast’s, 0\.950 of fleet-1’s; the 80% band held 79\.0%\./)).toBeTruthy();
    expect(screen.getByText('Not passed on held-out time.')).toBeTruthy();
    expect(screen.getByText('loss beside the champion: 1.2 (limit 1)')).toBeTruthy();
    expect(screen.getByText('it passed the gate')).toBeTruthy();
  });

  it('says where the champion before still has the word', async () => {
    show(backend());
    expect(await screen.findByText(/base-1 was champion before fleet-1\. .* On 3,400 forecasts that came true lately it lost 4.0% more; it speaks for 12 series\./)).toBeTruthy();
    expect(within(screen.getByRole('region', { name: 'Where base-1 speaks' })).getByRole('row', { name: 'Memory db 0.910' })).toBeTruthy();
  });

  it('promotes, pins, and rolls back after a question, through the route for administrators', async () => {
    const answering = backend();
    show(answering);
    await userEvent.click(await screen.findByRole('button', { name: 'Promote' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Promote it' }));
    await userEvent.click(screen.getByRole('button', { name: 'Pin fleet-1' }));
    await userEvent.click(screen.getByRole('button', { name: 'Roll back' }));
    expect(screen.getByText(/base-1 speaks again from the next cycle on, in place of fleet-1/)).toBeTruthy();
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: /Roll back/ }));
    expect(answering.requests.filter(({ method }) => method === 'POST').map(({ url }) => url.replace(/^.*?(?=\/admin)/, ''))).toEqual(['/admin/v1/models/fleet-2/promote', '/admin/v1/models/pin', '/admin/v1/models/rollback']);
  });

  it('offers a viewer nothing to change', async () => {
    config.bootData.user.orgRole = OrgRole.Viewer;
    show(backend());
    expect(await screen.findByText('Administrators promote, pin and roll back models.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Promote' })).toBeNull();
  });
});
