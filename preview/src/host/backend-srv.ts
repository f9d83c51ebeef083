import { AppEvents, type EventBus } from '@grafana/data';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { from, lastValueFrom, type Observable, throwError } from 'rxjs';

type Options = Partial<BackendSrvRequest>;

/** Grafana's BackendSrv as plugins use it: JSON in and out, faults as FetchError, an alert unless the caller declines. */
export class HostBackendSrv implements BackendSrv {
  private readonly events: EventBus;
  private readonly underWay = new Map<string, AbortController>();

  constructor(events: EventBus) {
    this.events = events;
  }

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return from(this.send<T>(options));
  }

  chunked(options: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
    return throwError(() => new Error(`The preview does not stream (${options.url})`));
  }

  async request<T = unknown>(options: BackendSrvRequest): Promise<T> {
    return (await lastValueFrom(this.fetch<T>(options))).data;
  }

  get<T = unknown>(url: string, params?: BackendSrvRequest['params'], requestId?: string, options?: Options): Promise<T> {
    return this.request<T>({ ...options, method: 'GET', url, params, requestId });
  }

  delete<T = unknown>(url: string, data?: unknown, options?: Options): Promise<T> {
    return this.request<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T = unknown>(url: string, data?: unknown, options?: Options): Promise<T> {
    return this.request<T>({ ...options, method: 'POST', url, data });
  }

  patch<T = unknown>(url: string, data?: unknown, options?: Options): Promise<T> {
    return this.request<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T = unknown>(url: string, data?: unknown, options?: Options): Promise<T> {
    return this.request<T>({ ...options, method: 'PUT', url, data });
  }

  datasourceRequest<T = unknown>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(options));
  }

  private async send<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    const url = withParams(options.url, options.params);
    const body: unknown = options.data;
    const answer = await fetch(url, {
      method: options.method ?? 'GET',
      headers: { accept: 'application/json, text/plain, */*', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(options.headers as Record<string, string> | undefined) },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: this.signalOf(options),
    });
    const text = await answer.text();
    const data = parsed(text);
    const { status, statusText, ok, headers, type, redirected } = answer;
    if (!ok) {
      const fault: FetchError = { status, statusText, data: data === '' ? { message: statusText } : data, config: options };
      if (options.showErrorAlert !== false) this.events.publish({ type: AppEvents.alertError.name, payload: [messageOf(fault)] });
      // Plugins expect Grafana's FetchError, which is a plain object.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw fault;
    }
    return { data: data as T, status, statusText, ok, headers, url: answer.url, type, redirected, config: options };
  }

  /** A request with the id of one still under way replaces it. */
  private signalOf(options: BackendSrvRequest): AbortSignal | undefined {
    if (options.requestId === undefined) return options.abortSignal;
    this.underWay.get(options.requestId)?.abort();
    const controller = new AbortController();
    this.underWay.set(options.requestId, controller);
    return options.abortSignal === undefined ? controller.signal : AbortSignal.any([controller.signal, options.abortSignal]);
  }
}

function withParams(url: string, params: BackendSrvRequest['params']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((params ?? {}) as Readonly<Record<string, unknown>>)) {
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') search.append(name, String(one));
  }
  const query = search.toString();
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageOf({ data, statusText }: FetchError): string {
  const message = (data as { readonly message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message : statusText ?? 'The request failed';
}
