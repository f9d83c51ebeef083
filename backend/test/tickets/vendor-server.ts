/** An HTTP server that plays a vendor: it checks every request against what the vendor documents, and fails when told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Instead of the next answer: a status, silence, or a connection that breaks; the latter two before or after the work is done. */
export type Fault = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | 'silence' | 'silence-after' | 'broken-before' | 'broken-after';

export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface VendorAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export class VendorServer {
  readonly requests: string[] = [];
  /** What did not fit the documentation; tests expect none. */
  readonly violations: string[] = [];
  /** Used up one by one; the method says which requests it waits for. */
  readonly faults: Array<{ readonly method?: string; readonly path?: RegExp; readonly fault: Fault }> = [];
  private readonly server = createServer((request, response) => void this.handle(request, response));
  private readonly authorization: string;
  private readonly answer: (request: VendorRequest) => VendorAnswer;

  constructor(authorization: string, answer: (request: VendorRequest) => VendorAnswer) {
    this.authorization = authorization;
    this.answer = answer;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://vendor');
    const method = request.method ?? '';
    this.requests.push(`${method} ${path}`);
    const place = this.faults.findIndex((one) => (one.method === undefined || one.method === method) && (one.path === undefined || one.path.test(path)));
    const fault = place < 0 ? null : this.faults.splice(place, 1)[0].fault;
    if (fault === 'silence') return;
    if (fault === 'broken-before') return void request.socket.destroy();
    if (fault !== null && fault !== 'broken-after' && fault !== 'silence-after') return send(response, fault.status, fault.body ?? '{"errorMessages":["told to fail"]}', fault.headers);
    if (request.headers.authorization !== this.authorization) return send(response, 401, '{"message":"who are you?"}');
    if (chunks.length > 0 && request.headers['content-type'] !== 'application/json') this.violations.push(`${method} ${path} is not application/json`);
    const answer = this.answer({ method, path, query, body: chunks.length === 0 ? null : (JSON.parse(Buffer.concat(chunks).toString()) as unknown) });
    if (answer.status === 400) this.violations.push(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    if (fault === 'silence-after') return;
    if (fault === 'broken-after') return void request.socket.destroy();
    send(response, answer.status, answer.body === undefined ? '' : JSON.stringify(answer.body));
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
