import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { errorCatalogue, type ErrorBody } from '@fleetcast/contract';
import type { Config } from '../config/config.ts';

/** How long requests under way may take once the service is ending. */
const drainMs = 3_000;

export type ListenerOutcome = { readonly kind: 'open'; readonly listener: Listener } | { readonly kind: 'refused'; readonly message: string };

/** Until the service is built: whoever asks early is told to come again. */
const starting: RequestListener = (_request, response) => {
  const { status, text, retryable } = errorCatalogue.not_ready;
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '5', connection: 'close' });
  response.end(JSON.stringify({ error: { code: 'not_ready', message: text, requestId: randomUUID(), retryable } } satisfies ErrorBody));
};

/** The listening socket, with TLS when it is configured. Taken before anything else is built, so that a port in use is known at once. */
export class Listener {
  readonly url: string;
  private readonly server: Server;

  private constructor(server: Server, url: string) {
    this.server = server;
    this.url = url;
  }

  static async open({ host, port, tls }: Config['listen']): Promise<ListenerOutcome> {
    const server = tls === undefined ? createHttpServer(starting) : createHttpsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.2' }, starting);
    server.requestTimeout = 60_000;
    server.headersTimeout = 15_000;
    const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen(port, host, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    if (fault !== null) return { kind: 'refused', message: whyNot(host, port, fault) };
    const { port: bound } = server.address() as AddressInfo;
    return { kind: 'open', listener: new Listener(server, `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${bound}`) };
  }

  /** From now on requests are answered by this. */
  serve(handler: RequestListener): void {
    this.server.off('request', starting);
    this.server.on('request', handler);
  }

  /** Takes no more connections, lets requests under way finish for a while, then cuts them. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const cut = setTimeout(() => this.server.closeAllConnections(), drainMs);
    await closed;
    clearTimeout(cut);
  }
}

function whyNot(host: string, port: number, { code = '', message }: NodeJS.ErrnoException): string {
  const place = `${host}:${port}`;
  const noSuchAddress = `This machine has no address ${host}: set listen.host (FLEETCAST_HOST) to one of its own, or to 0.0.0.0 for all of them.`;
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: `Another program listens on ${place} already: stop it, or set another listen.port (FLEETCAST_PORT).`,
    EACCES: `This user may not listen on ${place}: take a listen.port (FLEETCAST_PORT) of 1024 or more, or allow it.`,
    EADDRNOTAVAIL: noSuchAddress,
    ENOTFOUND: noSuchAddress,
  };
  return known[code] ?? `Cannot listen on ${place} (${message}): set listen.host and listen.port to an address of this machine.`;
}
