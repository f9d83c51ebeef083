import { requireServer } from './binaries.ts';
import { answers, freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

export async function startNodeExporter(place: Place = {}): Promise<RunningServer> {
  const binary = requireServer('node-exporter');
  const port = place.port ?? (await freePort());
  return launch({
    name: 'node-exporter',
    binary,
    port,
    folder: temporaryFolder('node-exporter', place.folder),
    args: [`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'],
    isReady: () => answers(`http://127.0.0.1:${port}/metrics`),
  });
}
