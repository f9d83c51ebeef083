import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { nextPiece, type FromPage } from './predictions-page.ts';

export type PageReading = { readonly kind: 'pieces'; readonly pieces: AsyncIterable<Uint8Array> } | { readonly kind: 'unavailable'; readonly message: string };

/** Reads the page that servePredictionsPage renders at the other end of the port. A thread that ends meanwhile breaks it off with an error. */
export async function readPage(port: MessagePort, signal: AbortSignal): Promise<PageReading> {
  const gone = new AbortController();
  port.once('close', () => gone.abort(new Error('the page broke off')));
  signal.addEventListener('abort', () => port.close(), { once: true });
  const receive = async (): Promise<FromPage> => {
    const [message] = (await once(port, 'message', { signal: gone.signal })) as [FromPage];
    return message;
  };
  const first = await receive();
  if (first.kind === 'unavailable') {
    port.close();
    return first;
  }
  return { kind: 'pieces', pieces: remaining(port, receive) };
}

async function* remaining(port: MessagePort, receive: () => Promise<FromPage>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (;;) {
      const next = receive();
      port.postMessage(nextPiece);
      const message = await next;
      if (message.kind !== 'piece') return;
      yield message.bytes;
    }
  } finally {
    port.close();
  }
}
