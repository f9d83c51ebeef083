import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { stringify } from 'yaml';
import { requireServer } from './binaries.ts';
import { answers, freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

export interface PrometheusSetup extends Place {
  readonly scrape?: ReadonlyArray<{
    readonly job: string;
    /** host:port */
    readonly targets: readonly string[];
    readonly intervalMs: number;
    readonly labels?: Readonly<Record<string, string>>;
  }>;
  readonly remoteWrite?: { readonly url: string; readonly bearerToken?: string };
  /** Added to every series that leaves by remote write. */
  readonly externalLabels?: Readonly<Record<string, string>>;
  /** How far behind the newest sample a sample may lie and still be stored; 0 is Prometheus's own default. */
  readonly outOfOrderWindowMs?: number;
  /** Whether it takes remote write; it does unless told otherwise. */
  readonly remoteWriteReceiver?: boolean;
  readonly extraArgs?: readonly string[];
  /** Contents of --web.config.file: TLS and basic authentication. */
  readonly webConfig?: Readonly<Record<string, unknown>>;
}

function configuration(setup: PrometheusSetup): Record<string, unknown> {
  return {
    global: { scrape_interval: '1m', external_labels: setup.externalLabels ?? {} },
    storage: { tsdb: { out_of_order_time_window: `${setup.outOfOrderWindowMs ?? 0}ms` } },
    scrape_configs: (setup.scrape ?? []).map((scrape) => ({
      job_name: scrape.job,
      scrape_interval: `${scrape.intervalMs}ms`,
      scrape_timeout: `${scrape.intervalMs}ms`,
      static_configs: [{ targets: scrape.targets, labels: scrape.labels ?? {} }],
    })),
    remote_write:
      setup.remoteWrite === undefined
        ? []
        : [
            {
              url: setup.remoteWrite.url,
              ...(setup.remoteWrite.bearerToken === undefined ? {} : { authorization: { credentials: setup.remoteWrite.bearerToken } }),
              queue_config: { batch_send_deadline: '200ms', max_samples_per_send: 500, min_backoff: '30ms', max_backoff: '1s' },
            },
          ],
  };
}

export async function startPrometheus(setup: PrometheusSetup = {}): Promise<RunningServer> {
  const binary = requireServer('prometheus');
  const folder = temporaryFolder('prometheus', setup.folder);
  const port = setup.port ?? (await freePort());
  const configFile = path.join(folder.path, 'prometheus.yml');
  writeFileSync(configFile, stringify(configuration(setup)));
  const webConfigFile = path.join(folder.path, 'web.yml');
  if (setup.webConfig !== undefined) writeFileSync(webConfigFile, stringify(setup.webConfig));
  return launch({
    name: 'prometheus',
    binary,
    port,
    folder,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${path.join(folder.path, 'data')}`,
      '--storage.tsdb.retention.time=60d',
      `--web.listen-address=127.0.0.1:${port}`,
      ...(setup.remoteWriteReceiver === false ? [] : ['--web.enable-remote-write-receiver']),
      '--log.level=warn',
      ...(setup.webConfig === undefined ? [] : [`--web.config.file=${webConfigFile}`]),
      ...(setup.extraArgs ?? []),
    ],
    // behind TLS or a password the readiness page is too: there the open port must do
    isReady: () => (setup.webConfig === undefined ? answers(`http://127.0.0.1:${port}/-/ready`) : isListening(port)),
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
