/** A small fleet with a daily rhythm, pushed by remote write: the same numbers for the same arguments. */
import { setTimeout as delay } from 'node:timers/promises';
import { encodeWriteRequest, writeRequestHeaders, type PushedSeries } from '../../src/io/remote-write/encode.ts';

export interface PushedFleet {
  readonly servers: readonly string[];
  readonly metrics: readonly string[];
  readonly stepMs: number;
}

const dayMs = 86_400_000;

/** A level, a day's wave and a deterministic roughness, all by server and metric; percentages stay within 0 and 100. */
export function levelAt(server: number, metric: number, timeMs: number): number {
  const phase = (server * 0.37 + metric * 1.1) % (2 * Math.PI);
  const wave = Math.sin((2 * Math.PI * timeMs) / dayMs + phase);
  const rough = Math.sin(timeMs / 61_000 + server * 13 + metric * 7) * Math.sin(timeMs / 17_000 + server);
  return Math.max(0, Math.min(100, 40 + (server % 7) * 4 + 22 * wave + 4 * rough));
}

/** Pushes one sample a step over (fromMs, toMs]. */
export async function pushFleet(url: string, fleet: PushedFleet, fromMs: number, toMs: number, token?: string): Promise<void> {
  const first = Math.floor(fromMs / fleet.stepMs) + 1;
  const last = Math.floor(toMs / fleet.stepMs);
  const times = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * fleet.stepMs);
  const seriesABody = Math.max(1, Math.floor(40_000 / Math.max(1, times.length)));
  const series = fleet.servers.flatMap((server, s) =>
    fleet.metrics.map((metric, m): PushedSeries => ({ labels: { __name__: `fleet_${metric}`, server, profile: 'web' }, timesMs: times, values: times.map((timeMs) => levelAt(s, m, timeMs)) })),
  );
  if (times.length === 0) return;
  for (let at = 0; at < series.length; at += seriesABody) {
    await pushBody(url, encodeWriteRequest(series.slice(at, at + seriesABody)), token);
  }
}

/** Pushes as senders do: what the service asks to be sent again is sent again, anything else that fails is told. */
async function pushBody(url: string, body: Uint8Array<ArrayBuffer>, token: string | undefined): Promise<void> {
  for (;;) {
    const headers = { ...writeRequestHeaders, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${url}/api/v1/write`, { method: 'POST', headers, body });
    if (response.ok) return;
    const said = await response.text();
    if (response.status !== 503) throw new Error(`a push was answered ${response.status}: ${said}`);
    await delay(100);
  }
}
