import { proxySegmentByRole, routes, type ExecutiveQuery, type ExplanationQuery, type FleetQuery, type ForecastsQuery, type InsightsQuery, type PerformanceQuery, type RecommendationsQuery, type RouteName, type RouteResponse, type WarningsQuery } from '@fleetcast/contract';
import { getBackendSrv, type BackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { appId } from '../view-models/plugin-paths.ts';
import { ServiceError, serviceError } from './service-error.ts';

type QueryValue = string | number | readonly string[] | undefined;

interface RouteRequest {
  /** Values of the path's parameters, by name. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly signal?: AbortSignal;
}

/**
 * The service as seen through Grafana's plugin proxy, which adds token and identity on the server side.
 * Every answer is checked against the contract, so that a wrong service is named instead of drawn.
 */
export class ServiceClient {
  readonly #backend: () => Pick<BackendSrv, 'fetch'>;

  constructor(backend: () => Pick<BackendSrv, 'fetch'> = getBackendSrv) {
    this.#backend = backend;
  }

  async get<N extends RouteName>(name: N, request: RouteRequest = {}): Promise<RouteResponse<N>> {
    return this.#ask(name, request);
  }

  /** Does something instead of asking: sends `body` by the route's own method. */
  async send<N extends RouteName>(name: N, request: RouteRequest & { readonly body: object }): Promise<RouteResponse<N>> {
    return this.#ask(name, request, request.body);
  }

  async #ask<N extends RouteName>(name: N, { params = {}, query = {}, signal }: RouteRequest, body?: object): Promise<RouteResponse<N>> {
    const { path, role, method, response } = routes[name];
    const filled = path.replace(/:(\w+)/g, (_, parameter: string) => encodeURIComponent(params[parameter] ?? ''));
    const url = `/api/plugin-proxy/${appId}/${proxySegmentByRole[role]}${filled}${queryString(query)}`;
    let data: unknown;
    try {
      const answer = await lastValueFrom(this.#backend().fetch<unknown>({ url, method: method.toUpperCase(), data: body, abortSignal: signal, showErrorAlert: false }));
      data = answer.data;
    } catch (thrown) {
      signal?.throwIfAborted();
      throw serviceError(thrown);
    }
    const parsed = response.safeParse(data);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue ? `${issue.path.join('.') || 'the whole answer'}: ${issue.message}` : '';
      throw new ServiceError({ kind: 'foreign', status: 200, detail: `The answer to ${path} is not what Fleetcast sends (${where}).` });
    }
    return parsed.data as RouteResponse<N>;
  }

  fleet(query: FleetQuery, signal?: AbortSignal) {
    return this.get('fleet', { query: query as Record<string, QueryValue>, signal });
  }

  executive(query: ExecutiveQuery, signal?: AbortSignal) {
    return this.get('executive', { query: query as Record<string, QueryValue>, signal });
  }

  metrics(signal?: AbortSignal) {
    return this.get('metrics', { signal });
  }

  tiers(signal?: AbortSignal) {
    return this.get('tiers', { signal });
  }

  insights(query: InsightsQuery, signal?: AbortSignal) {
    return this.get('insights', { query: query as Record<string, QueryValue>, signal });
  }

  warnings(query: WarningsQuery, signal?: AbortSignal) {
    return this.get('warnings', { query: query as Record<string, QueryValue>, signal });
  }

  explanation(serverId: string, query: ExplanationQuery, signal?: AbortSignal) {
    return this.get('explanation', { params: { serverId }, query: { ...query }, signal });
  }

  recommendations(serverId: string, query: RecommendationsQuery, signal?: AbortSignal) {
    return this.get('recommendations', { params: { serverId }, query: { ...query }, signal });
  }

  performance(query: PerformanceQuery, signal?: AbortSignal) {
    return this.get('performance', { query: query as Record<string, QueryValue>, signal });
  }

  forecasts(query: ForecastsQuery, signal?: AbortSignal) {
    return this.get('forecasts', { query: query as Record<string, QueryValue>, signal });
  }
}

/** Lists are repeated (a=1&a=2): names may hold any character, commas included. */
function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const url = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [value as string | number | undefined]) {
      if (item !== undefined && item !== '') url.append(name, String(item));
    }
  }
  const text = url.toString();
  return text === '' ? '' : `?${text}`;
}
