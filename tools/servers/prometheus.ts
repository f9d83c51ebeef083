import { writeFileSync } from 'node:fs';
import http from 'node:http';
import https, { type RequestOptions } from 'node:https';
import path from 'node:path';
import { stringify } from 'yaml';
import { requireServer } from './binaries.ts';
import { freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

export interface PrometheusSetup extends Place {
  readonly scrape?: ReadonlyArray<{
    readonly job: string;
    /** host:port */
    readonly targets: readonly string[];
    readonly intervalMs: number;
    /** Unless it is /metrics. */
    readonly path?: string;
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
  /** Behind a password or TLS: as whom its readiness is asked. */
  readonly caller?: RequestOptions;
}

function configuration(setup: PrometheusSetup): Record<string, unknown> {
  return {
    global: { scrape_interval: '1m', external_labels: setup.externalLabels ?? {} },
    storage: { tsdb: { out_of_order_time_window: `${setup.outOfOrderWindowMs ?? 0}ms` } },
    scrape_configs: (setup.scrape ?? []).map((scrape) => ({
      job_name: scrape.job,
      metrics_path: scrape.path ?? '/metrics',
      honor_labels: scrape.path !== undefined,
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
    isReady: () => isReadyFor(`${setup.webConfig?.tls_server_config === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, setup.caller ?? {}),
  });
}

/** Whether it is ready to answer this caller; an open port is not enough, since it opens before the storage does. */
function isReadyFor(url: string, caller: RequestOptions): Promise<boolean> {
  const get = url.startsWith('https:') ? https.get : http.get;
  return new Promise((resolve) => {
    const asked = get(`${url}/-/ready`, caller, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('error', () => resolve(false));
  });
}
