/** What Grafana does between loading its bundles and drawing its first page: hands its services to the runtime package. */
import { EventBusSrv } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import {
  config, locationService, setAppEvents, setBackendSrv, setChromeHeaderHeightHook, setCurrentUser, setDataSourceSrv, setEchoSrv, setLocationSrv, setMegaMenuOpenHook,
  setPluginComponentHook, setPluginComponentsHook, setPluginFunctionsHook, setPluginImportUtils, setPluginLinksHook, setReturnToPreviousHook, setRunRequest, setTemplateSrv,
} from '@grafana/runtime';
import { setDataSourcePicker } from '@grafana-internal/runtime/components/DataSourcePicker';
import { setPanelDataErrorView } from '@grafana-internal/runtime/components/PanelDataErrorView';
import { setPluginPage } from '@grafana-internal/runtime/components/PluginPage';

import { DataErrorNote } from '../views/DataErrorNote';
import { DataSourceName } from '../views/DataSourceName';
import { HostPluginPage } from '../shell/HostPluginPage';
import { HostBackendSrv } from './backend-srv';
import { HostDataSourceSrv } from './data-sources';
import { linksFor, preloadApps } from './plugin-links';
import { loadPanel, panelFromCache } from './plugins';
import { initialiseRegistries } from './registries';
import { runRequest } from './run-request';
import { HostTemplateSrv } from './template-srv';

export const appEvents = new EventBusSrv();
export const topBarHeightPx = 40;

export async function startHost(): Promise<void> {
  setAppEvents(appEvents);
  setBackendSrv(new HostBackendSrv(appEvents));
  setDataSourceSrv(new HostDataSourceSrv());
  setTemplateSrv(new HostTemplateSrv());
  setEchoSrv({ addEvent: () => {}, addBackend: () => {}, flush: () => {}, onInteraction: () => () => {} } as Parameters<typeof setEchoSrv>[0]);
  setCurrentUser(config.bootData.user);
  setLocationSrv(locationService);
  setRunRequest(runRequest);
  setPluginImportUtils({ importPanelPlugin: loadPanel, getPanelPluginFromCache: panelFromCache });
  setPluginLinksHook(({ extensionPointId, context }) => ({ links: linksFor(extensionPointId, context), isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
  setReturnToPreviousHook(() => () => {});
  setMegaMenuOpenHook(() => [false, () => {}]);
  setChromeHeaderHeightHook(() => topBarHeightPx);
  setPluginPage(HostPluginPage);
  setPanelDataErrorView(DataErrorNote);
  setDataSourcePicker(DataSourceName);
  initialiseRegistries();
  await initPluginTranslations('grafana', []);
  await preloadApps();
}
