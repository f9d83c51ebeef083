/** The preview host: one Express application in front of the built plugin, the built page and a prediction service. */
import express, { type Express, type RequestHandler } from 'express';

import { dashboards } from './dashboards.ts';
import { grafanaFiles } from './grafana-files.ts';
import { page } from './page.ts';
import { assetBase, findPlugins } from './plugin-manifest.ts';
import { pluginProxy } from './plugin-proxy.ts';
import { PluginSettings } from './plugin-settings.ts';
import { Sessions } from './session.ts';

export interface PreviewOptions {
  /** plugin/dist */
  readonly pluginFolder: string;
  /** preview/dist */
  readonly pageFolder: string;
  readonly serviceUrl: string;
  /** Empty: none configured yet. */
  readonly apiToken: string;
}

export function previewServer({ pluginFolder, pageFolder, serviceUrl, apiToken }: PreviewOptions): Express {
  const { app, all } = findPlugins(pluginFolder);
  const sessions = new Sessions();
  const settings = new PluginSettings(app, { jsonData: { serviceUrl }, secureJsonData: apiToken === '' ? {} : { apiToken } });

  const server = express();
  server.disable('x-powered-by');
  server.use(onlyThisMachine);
  server.use(pluginProxy(app.manifest, settings, sessions));
  server.use(settings.router(sessions));
  server.use(sessions.router());
  server.use(dashboards(app));
  server.use(grafanaFiles());
  // The deepest folder first: a nested plugin's files are its own, not its parent's.
  for (const plugin of [...all].sort((a, b) => b.folder.length - a.folder.length)) server.use(assetBase(plugin), express.static(plugin.folder, { maxAge: 0 }));
  server.use(page(pageFolder, all, sessions));
  server.use((_request, response) => void response.status(404).json({ message: 'Not found' }));
  return server;
}

/** The role switch makes every visitor an admin of the preview, so pages of other origins must not reach it under their own names. */
const onlyThisMachine: RequestHandler = (request, response, next) => {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (['localhost', '127.0.0.1', '[::1]'].includes(host)) next();
  else response.status(403).json({ message: `This preview answers to localhost only, not to ${host === '' ? 'a request without Host' : host}.` });
};
