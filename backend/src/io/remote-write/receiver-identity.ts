import { reasonOf } from '../reason.ts';
import type { WriteConnection } from './write-connection.ts';

/** Who takes what is written. Only one that stores as VictoriaMetrics does takes stamps of the future and the present alike. */
export type ReceiverIdentity =
  | { readonly kind: 'victoria-metrics'; readonly clockAheadMs: number | null }
  /** It is something else, or hands on to who knows whom; the message says what it is. */
  | { readonly kind: 'another'; readonly message: string; readonly clockAheadMs: number | null }
  | { readonly kind: 'unknown'; readonly message: string };

/** Counters of its own that only VictoriaMetrics has: rows that it stores itself, or, in a cluster, that vminsert hands to its storage. */
const ownCounters = [/^vm_rows\{type="storage\//m, /^vm_app_version\{[^}]*"vminsert-/m];

/**
 * Asks the receiver who it is, by what it tells of itself. vmagent speaks like VictoriaMetrics but hands on to anybody, a
 * Prometheus included, so it counts as another.
 */
export async function identifyReceiver(connection: WriteConnection, now: () => number, signal: AbortSignal): Promise<ReceiverIdentity> {
  const { address } = connection;
  try {
    const build = await connection.read('/api/v1/status/buildinfo', 'address', now, signal);
    const prometheus = /"goVersion"\s*:/.test(build.text) ? (/"version"\s*:\s*"([^"]+)"/.exec(build.text)?.[1] ?? 'of some version') : null;
    const { clockAheadMs } = build;
    if (prometheus !== null) return { kind: 'another', message: `${address} is Prometheus ${prometheus} or something built on it.`, clockAheadMs };
    let [said, refusal] = ['', ''];
    for (const below of ['address', 'host'] as const) {
      const { status, text } = await connection.read('/metrics', below, now, signal);
      if (status === 200) said += `${text}\n`;
      else refusal = `its /metrics answered HTTP ${status}`;
    }
    if (/^prometheus_build_info\{/m.test(said)) return { kind: 'another', message: `${address} is a Prometheus.`, clockAheadMs };
    if (/^vmagent_/m.test(said)) return { kind: 'another', message: `${address} is vmagent, which hands on to others that may be a Prometheus.`, clockAheadMs };
    if (ownCounters.some((counter) => counter.test(said))) return { kind: 'victoria-metrics', clockAheadMs };
    return { kind: 'unknown', message: `${address} does not say who it is${refusal === '' ? '' : ` (${refusal})`}.` };
  } catch (error) {
    return { kind: 'unknown', message: `${address} cannot be asked who it is: ${reasonOf(error)}.` };
  }
}
