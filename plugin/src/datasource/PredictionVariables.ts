import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse, FieldType } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { Observable } from 'rxjs';
import type { PredictionsDataSource } from './PredictionsDataSource.ts';
import { resolveList } from './variable-lists.ts';
import { VariableEditor } from './VariableEditor.tsx';
import { type VariableQuery, variableValues } from './variable-query.ts';

/** Template variables of servers, profiles, regions and metrics. */
export class PredictionVariables extends CustomVariableSupport<PredictionsDataSource, VariableQuery> {
  override editor = VariableEditor;
  readonly #dataSource: PredictionsDataSource;

  constructor(dataSource: PredictionsDataSource) {
    super();
    this.#dataSource = dataSource;
  }

  override query({ targets: [target], scopedVars }: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    return new Observable((subscriber) => {
      const asked = new AbortController();
      const resolve = (entries: readonly string[] = []) => resolveList(entries, getTemplateSrv(), scopedVars);
      variableValues(this.#dataSource.client, { subject: target?.subject, profiles: resolve(target?.profiles), regions: resolve(target?.regions) }, asked.signal).then(
        (values) => {
          const column = (name: 'text' | 'value') => ({ name, type: FieldType.string, config: {}, values: values.map((one) => one[name]) });
          subscriber.next({ data: [{ refId: target?.refId, length: values.length, fields: [column('text'), column('value')] }] });
          subscriber.complete();
        },
        (thrown: unknown) => {
          if (!asked.signal.aborted) subscriber.error(thrown);
        },
      );
      return () => asked.abort();
    });
  }
}
