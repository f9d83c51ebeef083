import type { DataSourceApi, DataSourceInstanceSettings, DataSourceRef, ScopedVars } from '@grafana/data';
import { config, type DataSourceSrv, type GetDataSourceListFilters, getTemplateSrv } from '@grafana/runtime';

import { loadDataSource } from './plugins';

type Reference = DataSourceRef | string | null | undefined;

/** The data sources that the page's settings name: here the app's own. */
export class HostDataSourceSrv implements DataSourceSrv {
  private readonly instances = new Map<string, Promise<DataSourceApi>>();

  async get(ref?: Reference, scopedVars?: ScopedVars): Promise<DataSourceApi> {
    const settings = this.getInstanceSettings(ref, scopedVars);
    if (settings === undefined) throw new Error(`Data source ${typeof ref === 'string' ? ref : (ref?.uid ?? ref?.type ?? '')} is not in the preview`);
    const known = this.instances.get(settings.uid);
    if (known !== undefined) return known;
    const instance = loadDataSource(settings.meta).then((plugin) => {
      const Api = plugin.DataSourceClass as unknown as new (settings: DataSourceInstanceSettings) => DataSourceApi;
      const api = new Api(settings);
      Object.assign(api, { components: plugin.components, meta: settings.meta });
      return api;
    });
    this.instances.set(settings.uid, instance);
    return instance;
  }

  getList(filters: GetDataSourceListFilters = {}): DataSourceInstanceSettings[] {
    const types = typeof filters.type === 'string' ? [filters.type] : filters.type;
    return Object.values(config.datasources).filter(
      (settings) =>
        (types === undefined || types.includes(settings.type)) &&
        (filters.pluginId === undefined || settings.meta.id === filters.pluginId) &&
        (filters.filter === undefined || filters.filter(settings)),
    );
  }

  /** By uid (which may be a dashboard's variable), name or type; the default one when nothing is named. */
  getInstanceSettings(ref?: Reference, scopedVars?: ScopedVars): DataSourceInstanceSettings | undefined {
    const all = Object.values(config.datasources);
    if (ref === undefined || ref === null) return all.find((settings) => settings.isDefault);
    const wanted = getTemplateSrv().replace(typeof ref === 'string' ? ref : (ref.uid ?? ''), scopedVars);
    if (typeof ref === 'string') return all.find(({ uid, name }) => uid === wanted || name === wanted);
    return all.find((settings) => (ref.uid === undefined ? settings.type === ref.type : settings.uid === wanted));
  }

  async reload(): Promise<void> {
    this.instances.clear();
  }

  registerRuntimeDataSource(): void {
    throw new Error('The preview takes no runtime data sources');
  }
}
