/** What the image would start, started here: the CMD of deploy/Dockerfile, with the configuration and the health check of the stack. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dockerfile = readFileSync(path.join(root, 'deploy/Dockerfile'), 'utf8');
const command = z.array(z.string()).parse(JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]));
const stack = z
  .object({ services: z.object({ service: z.object({ volumes: z.array(z.string()), healthcheck: z.object({ test: z.array(z.string()) }) }) }) })
  .parse(parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'))).services.service;

/** The path inside the container as a path here, by the stack's own mounts. */
function mounted(inside: string): string {
  const volume = stack.volumes.find((entry) => entry.split(':')[1] === inside);
  return volume === undefined ? inside : path.join(root, volume.split(':')[0]);
}

/** Runs a command line of the stack with the Node that runs this test. */
const here = ([program, ...args]: readonly string[]): readonly [string, string[]] => [program === 'node' ? process.execPath : program, args.map(mounted)];

const environment = { PATH: process.env.PATH, FLEETCAST_HOST: '127.0.0.1', FLEETCAST_PORT: '0', FLEETCAST_DATA_FOLDER: folder };

describe('the service image', () => {
  it('starts with the stack’s configuration, passes its health check, and ends with 0 on SIGTERM', async () => {
    const [program, args] = here(command);
    const child = spawn(program, args, { cwd: root, env: { ...environment, FLEETCAST_PROXY_TOKEN: 'proxy-token', FLEETCAST_INTAKE_TOKEN: 'intake-token' }, stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const url = await new Promise<string>((resolve, reject) => {
      const lines: string[] = [];
      createInterface({ input: child.stderr }).on('line', (line) => {
        lines.push(line);
        const listening = /"url":"([^"]+)".*is listening/.exec(line);
        if (listening !== null) resolve(listening[1]);
      });
      void exited.then(() => reject(new Error(`ended before it listened:\n${lines.join('\n')}`)));
    });
    const [checker, ...checkArgs] = stack.healthcheck.test.slice(1);
    const [checkProgram, checkArguments] = here([checker, ...checkArgs.map((text) => text.replace('http://127.0.0.1:8787', url))]);
    expect(spawnSync(checkProgram, checkArguments).status).toBe(0);
    expect((await fetch(`${url}/v1/fleet`)).status).toBe(401);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('refuses to listen on every address without a token, and says so', () => {
    const [program, args] = here(command);
    const done = spawnSync(program, args, { cwd: root, env: { ...environment, FLEETCAST_HOST: '0.0.0.0' }, encoding: 'utf8' });
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('FLEETCAST_PROXY_TOKEN');
  });
});
