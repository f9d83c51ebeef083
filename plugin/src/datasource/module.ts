import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor.tsx';
import type { PredictionsQuery } from './predictions-query.ts';
import { PredictionsDataSource } from './PredictionsDataSource.ts';
import { QueryEditor } from './QueryEditor.tsx';

export const plugin = new DataSourcePlugin<PredictionsDataSource, PredictionsQuery>(PredictionsDataSource).setConfigEditor(ConfigEditor).setQueryEditor(QueryEditor);
