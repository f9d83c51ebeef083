import { type DataFrame, DataTopic, type DataQueryRequest, type DataSourceApi, type DataQueryResponse, LoadingState, type PanelData, toDataFrame } from '@grafana/data';
import { catchError, concat, from, isObservable, map, type Observable, of } from 'rxjs';

type Ask = (request: DataQueryRequest) => ReturnType<DataSourceApi['query']>;

/**
 * Runs a query and tells its progress the way panels expect it: loading first, then data, or an error with no data.
 * `ask` stands in for the data source's own query where it answers template variables.
 */
export function runRequest(datasource: DataSourceApi, request: DataQueryRequest, ask: Ask = (asked) => datasource.query(asked)): Observable<PanelData> {
  const base: PanelData = { state: LoadingState.Loading, series: [], annotations: [], timeRange: request.range, request };
  const answer = ask(request);
  const responses: Observable<DataQueryResponse> = isObservable(answer) ? answer : from(answer);
  return concat(
    of(base),
    responses.pipe(
      map((response): PanelData => {
        const failed = response.error ?? response.errors?.[0];
        return {
          ...base,
          state: failed === undefined ? (response.state ?? LoadingState.Done) : LoadingState.Error,
          series: response.data.filter((frame: DataFrame) => frame.meta?.dataTopic !== DataTopic.Annotations).map(toDataFrame),
          annotations: response.data.filter((frame: DataFrame) => frame.meta?.dataTopic === DataTopic.Annotations).map(toDataFrame),
          error: failed,
          errors: response.errors,
        };
      }),
      catchError((fault: unknown) => of({ ...base, state: LoadingState.Error, error: { message: fault instanceof Error ? fault.message : String((fault as { statusText?: unknown })?.statusText ?? fault) } })),
    ),
  );
}
