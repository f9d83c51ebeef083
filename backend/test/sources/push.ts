import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';

/** Writes series into a Prometheus or VictoriaMetrics, so that the next query sees them. */
export async function push(server: RunningServer, series: readonly PushedSeries[]): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body: encodeWriteRequest(series) });
  if (!answer.ok) throw new Error(`${server.name} took no samples: HTTP ${answer.status} ${await answer.text()}`);
  // VictoriaMetrics shows what it has taken about a second later, unless asked
  if (server.name === 'victoria-metrics') await fetch(`${server.url}/internal/force_flush`);
}

/** A series with a sample every `everyMs` from `fromMs` to `toMs`, both included. */
export function sampled(labels: Readonly<Record<string, string>>, fromMs: number, toMs: number, everyMs: number, valueAt: (timeMs: number) => number): PushedSeries {
  const timesMs = Array.from({ length: Math.floor((toMs - fromMs) / everyMs) + 1 }, (_, i) => fromMs + i * everyMs);
  return { labels, timesMs, values: timesMs.map(valueAt) };
}
