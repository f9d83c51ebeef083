import { readFileSync } from 'node:fs';
import { backup, errorBody, grafanaContextHeader, routeRoleHeader, type Backup } from '@fleetcast/contract';
import { Agent, request } from 'undici';
import { reasonOf } from '../../io/reason.ts';
import type { Config } from '../config/config.ts';

export type AskOutcome = { readonly kind: 'made'; readonly backup: Backup } | { readonly kind: 'failed'; readonly message: string };

/** Where a service with this configuration answers on its own machine. */
export function localUrl({ host, port, tls }: Config['listen']): string {
  const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const name = everywhere[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}`;
}

/** Asks the service that has the data folder for a backup; waits as long as copying takes. */
export async function askServiceForBackup(config: Config, url: string): Promise<AskOutcome> {
  const { tls } = config.listen;
  // The certificate names the service's public name, and this is its own machine: that very certificate is what is trusted.
  const connect = tls === undefined ? {} : { ca: readFileSync(tls.certFile), checkServerIdentity: () => undefined };
  const agent = new Agent({ connect, headersTimeout: 0, bodyTimeout: 0 });
  const token = config.tokens.proxy[0];
  try {
    const { statusCode, body } = await request(`${url}/v1/backups`, {
      method: 'POST',
      dispatcher: agent,
      headers: {
        [routeRoleHeader]: 'Admin',
        [grafanaContextHeader]: JSON.stringify({ OrgID: 0, OrgRole: 'Admin', Login: 'fleetcast backup' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    const answer: unknown = await body.json();
    if (statusCode === 200) return { kind: 'made', backup: backup.parse(answer) };
    const refused = errorBody.safeParse(answer);
    return { kind: 'failed', message: `The service at ${url} answered ${statusCode}: ${refused.success ? refused.data.error.message : 'not an answer of Fleetcast; is the address right?'}` };
  } catch (fault) {
    return { kind: 'failed', message: `A Fleetcast process has the data folder, but does not answer at ${url} (${reasonOf(fault)}): name its address with --url, or stop it.` };
  } finally {
    await agent.close();
  }
}
