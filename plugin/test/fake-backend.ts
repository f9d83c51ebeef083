import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { defer, type Observable } from 'rxjs';

type Answer = { readonly status: number; readonly body: unknown } | Error;

/** Stands in for Grafana's BackendSrv: keeps the requests and answers each as told, failing as Grafana fails. */
export class FakeBackend implements Pick<BackendSrv, 'fetch'> {
  readonly requests: BackendSrvRequest[] = [];
  readonly #answer: (url: URL) => Answer | Promise<Answer>;

  constructor(answer: (url: URL) => Answer | Promise<Answer>) {
    this.#answer = answer;
  }

  fetch<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    return defer(async () => {
      this.requests.push(request);
      const answer = await this.#answer(new URL(request.url, 'http://grafana.test'));
      request.abortSignal?.throwIfAborted();
      if (answer instanceof Error) throw answer;
      if (answer.status >= 400) throw Object.assign(new Error('refused'), { status: answer.status, data: answer.body });
      return { data: answer.body, status: answer.status, ok: true } as FetchResponse<T>;
    });
  }

  get urls(): string[] {
    return this.requests.map(({ url }) => decodeURIComponent(url.replace('/api/plugin-proxy/fleetcast-forecasting-app', '')));
  }
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
