import { type PluginExtensionAddedLinkConfig, type PluginExtensionLink, PluginExtensionTypes } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';

import { loadApp } from './plugins';

interface OwnedLink {
  readonly pluginId: string;
  readonly link: PluginExtensionAddedLinkConfig;
}

let added: readonly OwnedLink[] = [];

/** Preloads the apps and collects the links they add to Grafana's menus. */
export async function preloadApps(): Promise<void> {
  const apps = await Promise.all(Object.keys(config.apps).map(async (id) => ({ id, app: await loadApp(id) })));
  added = apps.flatMap(({ id, app }) => app.addedLinkConfigs.map((link) => ({ pluginId: id, link })));
}

/** Links for one place, as each app configures them for what is shown there; an app that answers undefined shows none. */
export function linksFor(extensionPointId: string, context?: object): PluginExtensionLink[] {
  return added.flatMap(({ pluginId, link }): PluginExtensionLink[] => {
    if (![link.targets].flat().includes(extensionPointId)) return [];
    const changes = link.configure === undefined ? {} : link.configure(context);
    if (changes === undefined) return [];
    const { title, description = '', path, onClick, icon } = { ...link, ...changes };
    return [
      {
        id: `${pluginId}-${title}`, type: PluginExtensionTypes.link, pluginId, title, description, path, icon,
        onClick:
          onClick === undefined
            ? undefined
            : (event) => onClick(event, { context, extensionPointId, openModal: nothing, openSidebar: nothing, closeSidebar: nothing, toggleSidebar: nothing }),
      },
    ];
  });
}

function nothing(): void {
  // The preview has neither modals nor a sidebar for extensions.
}

export function followLink(link: PluginExtensionLink, event?: React.MouseEvent): void {
  if (link.onClick !== undefined) link.onClick(event);
  else if (link.path !== undefined) locationService.push(link.path);
}
