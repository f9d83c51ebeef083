/** The thread of streamSamples. */
import { parentPort, workerData } from 'node:worker_threads';
import { writeRequestHeaders } from '@fleetcast/backend/src/io/remote-write/encode.ts';
import { BodyTemplate } from '@fleetcast/backend/test/intake/body-template.ts';
import type { SampleStream, StreamOutcome } from './sample-stream.ts';

const { url, samplesPerSecond, seconds, firstMs, scrapeMs } = workerData as SampleStream;
const samplesPerBody = 2_000;
const bodiesPerRound = 10;
/** Bodies under way at once; beyond it the sender waits, as Prometheus' queue does. */
const mostUnderWay = 16;

const templates = Array.from(
  { length: bodiesPerRound },
  (_, part) => new BodyTemplate(Array.from({ length: samplesPerBody }, (_, i) => ({ __name__: 'fleet_stream', server: `stream-${part * samplesPerBody + i}`, profile: 'stream', region: 'load' }))),
);
const total = Math.round((samplesPerSecond * seconds) / samplesPerBody);
const refused: Record<string, number> = {};
const underWay = new Set<Promise<void>>();
let acknowledged = 0;

async function send(index: number): Promise<void> {
  const round = Math.floor(index / bodiesPerRound);
  const body = templates[index % bodiesPerRound].body(firstMs + round * scrapeMs, (series) => 50 + 10 * Math.sin(series + round));
  const status = await fetch(`${url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body: new Uint8Array(body) }).then(
    async (response) => {
      await response.arrayBuffer();
      return String(response.status);
    },
    (fault: unknown) => (fault instanceof Error ? fault.message : String(fault)),
  );
  if (status === '204') acknowledged += samplesPerBody;
  else refused[status] = (refused[status] ?? 0) + 1;
}

const startMs = performance.now();
for (let index = 0; index < total; index++) {
  const dueMs = startMs + (index * samplesPerBody * 1000) / samplesPerSecond;
  if (dueMs > performance.now()) await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
  while (underWay.size >= mostUnderWay) await Promise.race(underWay);
  if (performance.now() > startMs + seconds * 1000) break;
  const sent = send(index).finally(() => underWay.delete(sent));
  underWay.add(sent);
}
await Promise.all(underWay);
parentPort!.postMessage({ acknowledged, refused } satisfies StreamOutcome);
