import { describe, expect, it } from '@jest/globals';
import { plugin } from './module.ts';
import { PredictionsDataSource } from './PredictionsDataSource.ts';

describe('the nested data source', () => {
  it('offers Grafana its class, its editors and its variables', () => {
    expect(plugin.DataSourceClass).toBe(PredictionsDataSource);
    expect(plugin.components.QueryEditor).toBeDefined();
    expect(plugin.components.ConfigEditor).toBeDefined();
  });
});
