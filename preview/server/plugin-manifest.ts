import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The parts of a plugin.json that a host acts on. */
export interface PluginManifest {
  readonly id: string;
  readonly type: 'app' | 'panel' | 'datasource';
  readonly name: string;
  readonly info: Readonly<Record<string, unknown>> & { readonly version: string; readonly logos: { readonly small: string; readonly large: string } };
  readonly includes?: readonly PluginInclude[];
  readonly routes?: readonly PluginRoute[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

export interface PluginInclude {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  readonly role?: string;
  readonly icon?: string;
  readonly addToNav?: boolean;
  readonly defaultNav?: boolean;
}

export interface PluginRoute {
  readonly path: string;
  readonly method?: string;
  readonly url: string;
  readonly reqRole?: string;
  readonly headers?: ReadonlyArray<{ readonly name: string; readonly content: string }>;
}

export interface FoundPlugin {
  readonly manifest: PluginManifest;
  readonly folder: string;
}

/** The app and the plugins nested in it, wherever their plugin.json lies. Throws when the folder holds no built app. */
export function findPlugins(pluginFolder: string): { readonly app: FoundPlugin; readonly all: readonly FoundPlugin[] } {
  const files = readdirSync(pluginFolder, { recursive: true, encoding: 'utf8' }).filter((file) => path.basename(file) === 'plugin.json');
  const all = files.map((file): FoundPlugin => {
    const full = path.join(pluginFolder, file);
    return { manifest: JSON.parse(readFileSync(full, 'utf8')) as PluginManifest, folder: path.dirname(full) };
  });
  const app = all.find(({ manifest }) => manifest.type === 'app');
  if (app === undefined) throw new Error(`${pluginFolder} holds no built app plugin: run webpack in plugin/ first`);
  return { app, all };
}

/** Where Grafana serves a plugin's files. */
export function assetBase(plugin: FoundPlugin): string {
  return `/public/plugins/${plugin.manifest.id}`;
}
