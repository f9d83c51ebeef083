import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { remoteWriteRoute } from '../../src/app/http/remote-write-route.ts';
import { intakeDefaults } from '../../src/app/intake/intake-options.ts';
import { IntakeClient } from '../../src/app/workers/intake-client.ts';
import { IntakeSource } from '../../src/app/workers/intake-source.ts';
import { pushPresets } from '../../src/domain/catalog/rules/presets.ts';
import { pushRuleSet, type PushRuleSetInput } from '../../src/domain/catalog/rules/push-rule.ts';
import type { MetricSource } from '../../src/domain/series/ports.ts';

/** Our remote-write intake on a free port, with its store in a temporary folder. */
export interface RunningIntake extends AsyncDisposable {
  readonly writeUrl: string;
  readonly source: MetricSource;
}

export async function startIntake(rules: readonly PushRuleSetInput[]): Promise<RunningIntake> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-intake-'));
  const { client } = await IntakeClient.start({ ...intakeDefaults, folder }, [...pushPresets, ...rules.map((set) => pushRuleSet.parse(set))], Date.now());
  const port = await client.connect();
  const app = express();
  app.post('/api/v1/write', remoteWriteRoute(client, { mostBodyBytes: 8 << 20, now: () => Date.now(), tokenOf: () => 'test' }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    writeUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`,
    source: new IntakeSource(port),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      port.close();
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
