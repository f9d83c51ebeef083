import { requireServer } from './binaries.ts';
import { answers, freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

interface NodeExporterSetup extends Place {
  /** Only these, for those who look often; all that are on by default unless said. */
  readonly collectors?: readonly string[];
}

export async function startNodeExporter(setup: NodeExporterSetup = {}): Promise<RunningServer> {
  const binary = requireServer('node-exporter');
  const port = setup.port ?? (await freePort());
  const chosen = setup.collectors === undefined ? [] : ['--collector.disable-defaults', ...setup.collectors.map((name) => `--collector.${name}`)];
  return launch({
    name: 'node-exporter',
    binary,
    port,
    folder: temporaryFolder('node-exporter', setup.folder),
    args: [`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', ...chosen],
    isReady: () => answers(`http://127.0.0.1:${port}/metrics`),
  });
}
