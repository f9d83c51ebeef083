import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';

import { type Listening, listen } from './listen.ts';
import type { FoundPlugin } from './plugin-manifest.ts';
import { PluginSettings } from './plugin-settings.ts';
import { Sessions } from './session.ts';

const plugin: FoundPlugin = {
  folder: '/nowhere',
  manifest: { id: 'an-app', type: 'app', name: 'An app', info: { version: '1.0.0', logos: { small: 's.svg', large: 'l.svg' } } },
};
let listening: Listening | undefined;

async function start(): Promise<{ readonly settingsUrl: string; readonly sessionUrl: string }> {
  const sessions = new Sessions();
  const settings = new PluginSettings(plugin, { jsonData: { serviceUrl: 'http://old' }, secureJsonData: { apiToken: 'old secret' } });
  listening = await listen(express().use(sessions.router()).use(settings.router(sessions)), 0);
  return { settingsUrl: `http://127.0.0.1:${listening.port}/api/plugins/an-app/settings`, sessionUrl: `http://127.0.0.1:${listening.port}/preview/session` };
}

const post = (url: string, body: object, cookie = '') => fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', cookie } });

afterEach(async () => {
  await listening?.close();
  listening = undefined;
});

describe('plugin settings', () => {
  it('say which secrets are set and never what they are', async () => {
    const { settingsUrl } = await start();
    const text = await (await fetch(settingsUrl)).text();
    expect(JSON.parse(text)).toMatchObject({ jsonData: { serviceUrl: 'http://old' }, secureJsonFields: { apiToken: true } });
    expect(text).not.toContain('old secret');
  });

  it('take new values from an admin and keep a secret that was not sent', async () => {
    const { settingsUrl } = await start();
    expect((await post(settingsUrl, { enabled: true, jsonData: { serviceUrl: 'http://new' } })).status).toBe(200);
    expect(await (await fetch(settingsUrl)).json()).toMatchObject({ jsonData: { serviceUrl: 'http://new' }, secureJsonFields: { apiToken: true } });
  });

  it('refuse a viewer', async () => {
    const { settingsUrl, sessionUrl } = await start();
    const session = await post(sessionUrl, { role: 'Viewer' });
    const cookie = session.headers.getSetCookie()[0].split(';')[0];
    expect((await post(settingsUrl, { jsonData: { serviceUrl: 'http://evil' } }, cookie)).status).toBe(403);
  });

  it('refuse a session with a role that does not exist', async () => {
    const { sessionUrl } = await start();
    expect((await post(sessionUrl, { role: 'Owner' })).status).toBe(400);
  });
});
