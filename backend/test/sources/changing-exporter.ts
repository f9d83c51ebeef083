import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An exporter of one counter, whose rate swings and which can begin again at zero, and one gauge. */
export interface ChangingExporter extends AsyncDisposable {
  readonly port: number;
  /** As if the program behind it had been restarted. */
  reset(): void;
}

/** Bytes a second at `seconds` after the start: between 500 and 1500. */
const rateAt = (seconds: number) => 1000 + 500 * Math.sin(seconds / 6);
/** Its integral from 0. */
const bytesAt = (seconds: number) => 1000 * seconds + 500 * 6 * (1 - Math.cos(seconds / 6));

export async function startChangingExporter(): Promise<ChangingExporter> {
  const startedMs = performance.now();
  const secondsNow = () => (performance.now() - startedMs) / 1000;
  let resetAtSeconds = -100;
  const server = createServer((_, response) => {
    const now = secondsNow();
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      `# TYPE changing_bytes_total counter\nchanging_bytes_total ${bytesAt(now) - bytesAt(resetAtSeconds)}\n` +
        `# TYPE changing_level gauge\nchanging_level ${rateAt(now) / 20}\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    reset: () => {
      resetAtSeconds = secondsNow();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
