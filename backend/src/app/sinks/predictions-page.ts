import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { createGzip } from 'node:zlib';
import { gaugeKey, type NameStyle } from '../../domain/export/gauge.ts';
import { expositionText } from '../../io/exposition/text-format.ts';
import { tooManySeries } from './prediction-sink.ts';
import { gaugesOf, type SaidNow } from './said-now.ts';

export interface PredictionsPageSettings {
  readonly nameStyle: NameStyle;
  readonly mostSeries: number;
}

/** What crosses to whoever reads the page: `begins` or `unavailable` first, then pieces, each after it was asked for. */
export type FromPage =
  | { readonly kind: 'begins' }
  | { readonly kind: 'unavailable'; readonly message: string }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' };

/** Asks for the next piece. */
export const nextPiece = 'next';

/** Renders the page for one reader, no faster than it reads. The reader closes the port, at the end or when it goes away. */
export async function servePredictionsPage(port: MessagePort, said: SaidNow | null, settings: PredictionsPageSettings, gzip: boolean, nowMs: number): Promise<void> {
  const post = (message: FromPage) => port.postMessage(message);
  const demand = new Demand(port);
  const rendered = renderedPage(said, settings, nowMs);
  if (rendered.kind === 'unavailable') return post(rendered);
  post({ kind: 'begins' });
  const text = Readable.from(rendered.text, { objectMode: true });
  const pieces: AsyncIterable<Buffer | string> = gzip ? text.pipe(createGzip({ level: 1 })) : text;
  for await (const piece of pieces) {
    if (!(await demand.next())) break;
    post({ kind: 'piece', bytes: typeof piece === 'string' ? Buffer.from(piece) : piece });
  }
  text.destroy();
  if (await demand.next()) post({ kind: 'end' });
}

/** How often the reader has asked for more than it was given. */
class Demand {
  private asked = 0;
  private closed = false;
  private wake: () => void = () => undefined;

  constructor(port: MessagePort) {
    port.on('message', () => {
      this.asked += 1;
      this.wake();
    });
    port.once('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  /** Waits until it asks; false: it has gone. */
  async next(): Promise<boolean> {
    while (this.asked === 0 && !this.closed) await new Promise<void>((resolve) => (this.wake = resolve));
    this.asked -= 1;
    return !this.closed;
  }
}

function renderedPage(said: SaidNow | null, { nameStyle, mostSeries }: PredictionsPageSettings, nowMs: number) {
  if (said === null) return { kind: 'unavailable', message: 'No forecast has been made yet; the service is still reading history.' } as const;
  const gauges = [...new Map(gaugesOf(said, nameStyle, nowMs).map((gauge) => [gaugeKey(gauge), gauge])).values()];
  if (gauges.length > mostSeries) return { kind: 'unavailable', message: tooManySeries('/metrics/predictions', gauges.length, mostSeries) } as const;
  return { kind: 'text', text: expositionText(gauges) } as const;
}
