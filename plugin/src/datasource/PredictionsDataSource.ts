import {
  type AnnotationSupport, type DataQueryRequest, type DataQueryResponse, DataSourceApi, type DataSourceInstanceSettings, LoadingState, type ScopedVars, type TestDataSourceResponse,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { Observable } from 'rxjs';
import { probeConnection } from '../api/probe-connection.ts';
import { isAbort } from '../api/service-error.ts';
import { connectionVerdict } from '../view-models/connection-verdict.ts';
import { framesOfQuery } from './frames-of-query.ts';
import { defaultQuery, type PredictionsQuery, resolveQuery } from './predictions-query.ts';
import { PredictionVariables } from './PredictionVariables.ts';
import { SharingServiceClient } from './sharing-service-client.ts';
import { resolveList } from './variable-lists.ts';

/** Serves forecasts, the fleet and predicted breaches as data frames. It has no settings: URL and token are the app's. */
export class PredictionsDataSource extends DataSourceApi<PredictionsQuery> {
  readonly client = new SharingServiceClient();
  override annotations: AnnotationSupport<PredictionsQuery> = {
    getDefaultQuery: () => ({ ...defaultQuery, queryType: 'breaches' }),
  };

  constructor(settings: DataSourceInstanceSettings) {
    super(settings);
    this.variables = new PredictionVariables(this);
  }

  override getDefaultQuery(): Partial<PredictionsQuery> {
    return { ...defaultQuery };
  }

  /** Unsubscribing aborts the requests: Grafana does so when the time range or a variable changes meanwhile. */
  override query(request: DataQueryRequest<PredictionsQuery>): Observable<DataQueryResponse> {
    return new Observable((subscriber) => {
      const asked = new AbortController();
      const targets = request.targets.filter(({ hide }) => hide !== true);
      const frames = targets.map((target) =>
        framesOfQuery(this.client, resolveQuery(target, (entries) => this.#resolve(entries, request.scopedVars)), request.range, Date.now(), asked.signal),
      );
      Promise.all(frames).then(
        (data) => {
          subscriber.next({ data: data.flat(), state: LoadingState.Done });
          subscriber.complete();
        },
        (thrown: unknown) => {
          if (!asked.signal.aborted && !isAbort(thrown)) subscriber.error(thrown);
        },
      );
      return () => asked.abort();
    });
  }

  override interpolateVariablesInQueries(queries: PredictionsQuery[], scopedVars: ScopedVars): PredictionsQuery[] {
    return queries.map((query) => ({ ...query, ...resolveQuery(query, (entries) => this.#resolve(entries, scopedVars)) }) as PredictionsQuery);
  }

  override getQueryDisplayText({ queryType, metrics = [], servers = [] }: PredictionsQuery): string {
    return [queryType ?? defaultQuery.queryType, ...metrics, ...servers].join(' ');
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    const { severity, title, lines } = connectionVerdict(await probeConnection(this.client), '');
    return { status: severity === 'error' ? 'error' : 'success', message: [title, ...lines].join(' ').replace(/^(Connected) /, '$1. ') };
  }

  #resolve(entries: readonly string[], scopedVars: ScopedVars): string[] {
    return resolveList(entries, getTemplateSrv(), scopedVars);
  }
}
