/** The real service as a child process with a configuration of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const mainOfThisRepository = path.resolve(import.meta.dirname, '../../backend/src/main.ts');
const startWithinMs = 60_000;
const stopWithinMs = 10_000;

export interface ServiceTokens {
  readonly proxy: string;
  readonly intake: string;
}

export function randomTokens(): ServiceTokens {
  return { proxy: randomBytes(24).toString('base64url'), intake: randomBytes(24).toString('base64url') };
}

export class PredictionService {
  readonly url: string;
  readonly tokens: ServiceTokens;
  /** Resolves with what ended it. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string, tokens: ServiceTokens, ended: Promise<string>) {
    this.child = child;
    this.url = url;
    this.tokens = tokens;
    this.ended = ended;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves once it listens. `settings` are the configuration; JSON is YAML. Its log goes to service.log in the folder. */
  static async start(folder: string, settings: object, tokens: ServiceTokens, { main = mainOfThisRepository, signal }: { main?: string; signal?: AbortSignal } = {}): Promise<PredictionService> {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'fleetcast.yaml');
    writeFileSync(file, JSON.stringify({ listen: { port: 0 }, dataFolder: 'data', ...settings }, null, 2));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'serve', '--config', file], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, FLEETCAST_PROXY_TOKEN: tokens.proxy, FLEETCAST_INTAKE_TOKEN: tokens.intake },
      // A group of its own: Ctrl-C in the terminal reaches the demo, which then stops the service in order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const stop = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    const lines: string[] = [];
    const log = createWriteStream(path.join(folder, 'service.log'), { flags: 'a' });
    child.stderr.pipe(log);
    const ended = new Promise<string>((resolve) => child.once('exit', (code, by) => resolve(code === null ? `signal ${by}` : `code ${code}`)));
    const url = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`The prediction service did not listen within ${startWithinMs / 1000} s:\n${lines.join('\n')}`));
      }, startWithinMs);
      createInterface({ input: child.stderr }).on('line', (line) => {
        lines.push(line);
        if (lines.length > 200) lines.shift();
        const listening = line.startsWith('{') ? (JSON.parse(line) as { readonly msg?: string; readonly url?: string }) : {};
        if (listening.msg === 'Fleetcast is listening' && listening.url !== undefined) {
          clearTimeout(late);
          resolve(listening.url);
        }
      });
      void ended.then((how) => {
        clearTimeout(late);
        reject(new Error(`The prediction service ended (${how}) before it listened:\n${lines.join('\n')}`));
      });
    });
    signal?.removeEventListener('abort', stop);
    return new PredictionService(child, url, tokens, ended);
  }

  /** SIGTERM, and SIGKILL when that was not enough. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), stopWithinMs);
    await this.ended;
    clearTimeout(late);
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
