import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from '@jest/globals';
import { type BackendSrv, setBackendSrv } from '@grafana/runtime';
import React from 'react';
import { FakeBackend, ok } from '../../../test/fake-backend.ts';
import type { FleetcastMeta, SettingsToSave } from '../../api/plugin-settings.ts';
import SettingsForm from './SettingsForm.tsx';

const stored = { id: 'fleetcast-forecasting-app', enabled: true, pinned: true, jsonData: { serviceUrl: 'http://fleetcast:8080' }, secureJsonFields: { apiToken: true } };

function show(meta: object, answer: ConstructorParameters<typeof FakeBackend>[0] = () => ok(meta)) {
  const backend = new FakeBackend(answer);
  setBackendSrv(backend as unknown as BackendSrv);
  render(<SettingsForm meta={meta as FleetcastMeta} />);
  const saved = () => backend.requests.filter(({ method }) => method === 'POST').map(({ data }) => data as SettingsToSave);
  return { backend, saved };
}
const url = () => screen.getByLabelText<HTMLInputElement>(/Service URL/);
const save = () => userEvent.click(screen.getByRole('button', { name: /^Save/ }));

describe('the settings of the app', () => {
  it('keep a stored token that was not touched, and drop a trailing slash', async () => {
    const { saved } = show(stored);
    await userEvent.clear(url());
    await userEvent.type(url(), 'https://fc.example/base/');
    await save();
    await waitFor(() => expect(saved()).toEqual([{ enabled: true, pinned: true, jsonData: { serviceUrl: 'https://fc.example/base' } }]));
    expect(await screen.findByText('Saved')).toBeTruthy();
  });

  it('send a new token as a secret, never as plain settings', async () => {
    const { saved } = show({ ...stored, enabled: false, secureJsonFields: {} });
    await userEvent.type(screen.getByLabelText(/API token/), 's3cret');
    await save();
    await waitFor(() => expect(saved()).toEqual([{ enabled: true, pinned: true, jsonData: { serviceUrl: 'http://fleetcast:8080' }, secureJsonData: { apiToken: 's3cret' } }]));
    expect(screen.queryByDisplayValue('s3cret')).toBeNull();
  });

  it('are not saved with a URL that cannot work, and say why', async () => {
    const { saved } = show(stored);
    await userEvent.clear(url());
    await userEvent.type(url(), 'http://fleetcast:8080/v1');
    await save();
    expect(await screen.findByText('Leave out /v1: the plugin adds it')).toBeTruthy();
    expect(saved()).toEqual([]);
  });

  it("say what Grafana said when it refuses to save", async () => {
    const { backend } = show(stored, ({ pathname }) => (pathname.endsWith('/settings') ? { status: 403, body: { message: 'Permissions needed: plugins:write' } } : ok(stored)));
    await waitFor(() => expect(backend.requests).toHaveLength(1));
    await save();
    expect(await screen.findByText('Permissions needed: plugins:write')).toBeTruthy();
  });

  it('can be tested once they are stored, and the test names the fault', async () => {
    const error = { code: 'unauthenticated', message: 'The token is not known.', requestId: 'r', retryable: false };
    show(stored, ({ pathname }) => (pathname.includes('/read/') ? { status: 401, body: { error } } : ok(stored)));
    await userEvent.click(screen.getByRole('button', { name: 'Test the connection' }));
    expect(await screen.findByText('The service does not accept the token')).toBeTruthy();
    await userEvent.type(url(), '9');
    expect(screen.getByRole('button', { name: /Test the connection/ }).matches('[disabled], [aria-disabled=true]')).toBe(true);
  });
});
