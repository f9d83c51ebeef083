/** A provisioned dashboard's JSON as a scene: variables, annotations, grid, panels, queries, transformations, panel menu. */
import { type DataTransformerConfig, type FieldConfigSource, LoadingState, PluginExtensionPoints, type PluginExtensionPanelContext } from '@grafana/data';
import {
  CustomVariable, dataLayers, DataSourceVariable, EmbeddedScene, QueryVariable, sceneGraph, SceneControlsSpacer, SceneDataLayerSet, SceneDataTransformer, SceneGridItem, SceneGridLayout,
  SceneGridRow, type SceneGridItemLike, SceneQueryRunner, SceneRefreshPicker, type SceneDataQuery, SceneTimePicker, SceneTimeRange, type SceneVariable, SceneVariableSet,
  VariableValueSelectors, VizPanel, VizPanelMenu,
} from '@grafana/scenes';
import { getDataSourceSrv } from '@grafana/runtime';
import type { AnnotationQuery, DataQuery, DataSourceRef } from '@grafana/schema';

import { followLink, linksFor } from '../host/plugin-links';
import { LayerSwitch } from './LayerSwitch';

interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: DataSourceRef;
  readonly targets?: readonly SceneDataQuery[];
  readonly options?: object;
  readonly fieldConfig?: FieldConfigSource;
  readonly transformations?: readonly DataTransformerConfig[];
  readonly maxDataPoints?: number;
  readonly transparent?: boolean;
}

interface VariableModel {
  readonly type: string;
  readonly name: string;
  readonly label?: string;
  readonly query?: string | SceneDataQuery;
  readonly datasource?: DataSourceRef;
  readonly current?: { readonly value?: string | string[]; readonly text?: string | string[] };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly regex?: string;
  readonly refresh?: number;
  readonly sort?: number;
}

export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly time?: { readonly from: string; readonly to: string };
  readonly refresh?: string;
  readonly panels: readonly PanelModel[];
  readonly templating?: { readonly list: readonly VariableModel[] };
  readonly annotations?: { readonly list: ReadonlyArray<AnnotationQuery & { readonly builtIn?: number }> };
}

export function dashboardScene(dashboard: DashboardModel): EmbeddedScene {
  const layers = (dashboard.annotations?.list ?? [])
    .filter(({ builtIn }) => builtIn !== 1)
    .map((query) => new dataLayers.AnnotationsDataLayer({ name: query.name, isEnabled: query.enable !== false, isHidden: query.hide, query }));
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: dashboard.time?.from ?? 'now-24h', to: dashboard.time?.to ?? 'now+8h' }),
    $variables: new SceneVariableSet({ variables: (dashboard.templating?.list ?? []).filter(hasSomethingToChoose).map(variable) }),
    $data: new SceneDataLayerSet({ layers }),
    controls: [
      new VariableValueSelectors({}), ...layers.filter(({ state }) => !state.isHidden).map((layer) => new LayerSwitch(layer)), new SceneControlsSpacer(), new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({ refresh: dashboard.refresh ?? '', intervals: ['30s', '1m', '5m', '15m'], isOnCanvas: true, withText: true }),
    ],
    body: new SceneGridLayout({ children: dashboard.panels.map((panel) => gridItem(dashboard, panel)) }),
  });
}

/** A choice among data sources of a kind that the preview has none of would be empty. */
function hasSomethingToChoose({ type, query }: VariableModel): boolean {
  return type !== 'datasource' || getDataSourceSrv().getList({ type: typeof query === 'string' ? query : '' }).length > 0;
}

function variable({ type, name, label, query, datasource, current, ...rest }: VariableModel): SceneVariable {
  const shared = { name, label, value: current?.value ?? '', text: current?.text ?? '', isMulti: rest.multi, includeAll: rest.includeAll, allValue: rest.allValue };
  if (type === 'datasource') return new DataSourceVariable({ ...shared, pluginId: typeof query === 'string' ? query : '' });
  if (type === 'custom') return new CustomVariable({ ...shared, query: typeof query === 'string' ? query : '' });
  if (type === 'query') return new QueryVariable({ ...shared, datasource, query: query ?? '', regex: rest.regex, refresh: rest.refresh, sort: rest.sort });
  throw new Error(`The preview does not know variables of type ${type} (${name})`);
}

function gridItem(dashboard: DashboardModel, panel: PanelModel): SceneGridItemLike {
  const { x, y, w: width, h: height } = panel.gridPos;
  if (panel.type === 'row') return new SceneGridRow({ title: panel.title ?? '', y });
  return new SceneGridItem({ x, y, width, height, body: vizPanel(dashboard, panel) });
}

function vizPanel(dashboard: DashboardModel, panel: PanelModel): VizPanel {
  return new VizPanel({
    key: `panel-${panel.id}`,
    pluginId: panel.type,
    title: panel.title ?? '',
    description: panel.description,
    options: panel.options ?? {},
    fieldConfig: panel.fieldConfig ?? { defaults: {}, overrides: [] },
    displayMode: panel.transparent ? 'transparent' : 'default',
    $data: panelData(panel),
    menu: panelMenu(dashboard, panel),
  });
}

function panelData({ targets, datasource, transformations = [], maxDataPoints }: PanelModel): SceneDataTransformer | SceneQueryRunner | undefined {
  if (targets === undefined || targets.length === 0) return undefined;
  // Panels of a data source that the preview has not say so instead of failing.
  if (getDataSourceSrv().getList({ type: datasource?.type }).length === 0) return undefined;
  const runner = new SceneQueryRunner({ datasource, queries: [...targets], maxDataPoints, dataLayerFilter: undefined });
  return transformations.length === 0 ? runner : new SceneDataTransformer({ $data: runner, transformations: [...transformations] });
}

/** The panel's menu holds what apps add to it, configured when it opens: variables and data are known by then. */
function panelMenu(dashboard: DashboardModel, panel: PanelModel): VizPanelMenu {
  const menu = new VizPanelMenu({ items: [] });
  menu.addActivationHandler(() => {
    const links = linksFor(PluginExtensionPoints.DashboardPanelMenu, panelContext(dashboard, panel, menu.parent as VizPanel));
    menu.setItems(links.map((link) => ({ text: link.title, iconClassName: link.icon ?? 'chart-line', href: link.onClick === undefined ? link.path : undefined, onClick: (event) => followLink(link, event) })));
  });
  return menu;
}

function panelContext(dashboard: DashboardModel, panel: PanelModel, viz: VizPanel): PluginExtensionPanelContext {
  const data = sceneGraph.getData(viz).state.data;
  const interpolated = JSON.parse(sceneGraph.interpolate(viz, JSON.stringify(panel.targets ?? []))) as DataQuery[];
  return {
    pluginId: panel.type,
    id: panel.id,
    title: sceneGraph.interpolate(viz, panel.title ?? ''),
    timeRange: sceneGraph.getTimeRange(viz).state.value.raw,
    timeZone: sceneGraph.getTimeRange(viz).getTimeZone(),
    dashboard: { uid: dashboard.uid, title: dashboard.title, tags: [...(dashboard.tags ?? [])] },
    targets: interpolated,
    scopedVars: { __sceneObject: { text: '__sceneObject', value: viz } },
    data: data?.state === LoadingState.Done ? data : undefined,
  };
}
