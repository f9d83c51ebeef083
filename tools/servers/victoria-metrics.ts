import path from 'node:path';
import { requireServer } from './binaries.ts';
import { answers, freePort, launch, type Place, type RunningServer, temporaryFolder } from './running-server.ts';

export async function startVictoriaMetrics(place: Place = {}): Promise<RunningServer> {
  const binary = requireServer('victoria-metrics');
  const folder = temporaryFolder('victoria-metrics', place.folder);
  const port = place.port ?? (await freePort());
  return launch({
    name: 'victoria-metrics',
    binary,
    port,
    folder,
    // without the offset the newest 30 s would be hidden from queries, which a test with short steps could not wait out
    args: [`-storageDataPath=${path.join(folder.path, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`, '-search.latencyOffset=0s', '-retentionPeriod=60d', '-loggerLevel=WARN'],
    isReady: () => answers(`http://127.0.0.1:${port}/health`),
  });
}

/** VictoriaMetrics' agent: takes remote write and hands it on. */
export async function startVmagent({ to }: { readonly to: string }): Promise<RunningServer> {
  const binary = requireServer('vmagent');
  const folder = temporaryFolder('vmagent');
  const port = await freePort();
  return launch({
    name: 'vmagent',
    binary,
    port,
    folder,
    args: [`-remoteWrite.url=${to}`, `-remoteWrite.tmpDataPath=${path.join(folder.path, 'waiting')}`, `-httpListenAddr=127.0.0.1:${port}`, '-loggerLevel=WARN'],
    isReady: () => answers(`http://127.0.0.1:${port}/health`),
  });
}
