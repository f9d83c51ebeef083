import { type AppPlugin, type DataSourcePlugin, type GrafanaPlugin, PanelPlugin, PluginType, type PanelPluginMeta, type PluginMeta } from '@grafana/data';
import { config } from '@grafana/runtime';

import { CorePanelNote } from '../views/CorePanelNote';
import { importModule } from './shared-modules';

const loaded = new Map<string, Promise<GrafanaPlugin>>();
const panels = new Map<string, PanelPlugin>();

/** The plugin as Grafana would have loaded it: module imported once, meta attached, app initialised. */
async function load(meta: PluginMeta): Promise<GrafanaPlugin> {
  const known = loaded.get(meta.id);
  if (known !== undefined) return known;
  const loading = importModule(meta.module).then((module) => {
    const { plugin } = module as { readonly plugin?: GrafanaPlugin };
    if (plugin === undefined) throw new Error(`${meta.module} does not export a plugin`);
    plugin.meta = meta;
    return plugin;
  });
  loaded.set(meta.id, loading);
  return loading;
}

/** Settings come from the server, as in Grafana: jsonData and which secrets are set may have changed since. */
export async function loadApp(id: string): Promise<AppPlugin> {
  const settings = (await (await fetch(`/api/plugins/${id}/settings`)).json()) as PluginMeta;
  const app = (await load(settings)) as AppPlugin;
  app.meta = { ...app.meta, ...settings };
  app.init(app.meta);
  return app;
}

export async function loadDataSource(meta: PluginMeta): Promise<DataSourcePlugin<never>> {
  return (await load(meta)) as DataSourcePlugin<never>;
}

/** Our own panel, or a note in place of one of Grafana's: those are not on npm. */
export async function loadPanel(id: string): Promise<PanelPlugin> {
  const known = panels.get(id);
  if (known !== undefined) return known;
  const meta = (config.panels as Readonly<Record<string, PanelPluginMeta | undefined>>)[id];
  const plugin = meta === undefined ? noteInsteadOf(id) : ((await load(meta)) as unknown as PanelPlugin);
  panels.set(id, plugin);
  return plugin;
}

export function panelFromCache(id: string): PanelPlugin | undefined {
  return panels.get(id);
}

function noteInsteadOf(id: string): PanelPlugin {
  const plugin = new PanelPlugin(CorePanelNote);
  plugin.meta = {
    id, name: id, type: PluginType.panel, module: '', baseUrl: '', sort: 0, skipDataQuery: false,
    info: { author: { name: 'Grafana' }, description: '', links: [], logos: { small: '', large: '' }, screenshots: [], updated: '', version: '' },
  };
  return plugin;
}
