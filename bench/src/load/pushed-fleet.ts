import { encodeWriteRequest, writeRequestHeaders, type PushedSeries } from '@fleetcast/backend/src/io/remote-write/encode.ts';
import type { Fleet } from '@fleetcast/simulator';

/** Samples a body, about: what a busy Prometheus sends at once. */
const samplesPerBody = 20_000;
/** Tries of a body that the service turns away; senders keep it that long. */
const mostTries = 600;

/** Pushes the steps of a simulated fleet by remote write, stamps at the end of each step. */
export class PushedFleet {
  private readonly fleet: Fleet;

  constructor(fleet: Fleet) {
    this.fleet = fleet;
  }

  /** Samples pushed; resolves when all of them have been acknowledged. Steps only ever go on. */
  async push(url: string, fromStep: number, toStep: number): Promise<number> {
    const { stepMs } = this.fleet;
    const slice = this.fleet.simulate(fromStep, toStep);
    const timesMs = Array.from({ length: toStep - fromStep + 1 }, (_, i) => (fromStep + i) * stepMs);
    let samples = 0;
    let waiting: PushedSeries[] = [];
    const flush = async () => {
      if (waiting.length > 0) await post(url, encodeWriteRequest(waiting));
      waiting = [];
    };
    for (const { server, metric, values } of slice.series) {
      const present = timesMs.map((_, i) => i).filter((i) => !Number.isNaN(values[i]));
      if (present.length === 0) continue;
      waiting.push({ labels: { __name__: `fleet_${metric}`, ...server.labels }, timesMs: present.map((i) => timesMs[i]), values: present.map((i) => values[i]) });
      samples += present.length;
      if (waiting.length * timesMs.length >= samplesPerBody) await flush();
    }
    await flush();
    return samples;
  }
}

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${url}/api/v1/write`, { method: 'POST', headers: writeRequestHeaders, body });
    const text = await response.text();
    if (response.ok) return;
    if (!(response.status === 429 || response.status >= 500) || tries === mostTries) throw new Error(`a push was answered ${response.status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
