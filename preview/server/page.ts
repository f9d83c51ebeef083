/** The built host page, with what Grafana puts into its page before any script runs. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import express, { Router } from 'express';

import { assetBase, type FoundPlugin } from './plugin-manifest.ts';
import type { Session, Sessions } from './session.ts';

export function page(pageFolder: string, plugins: readonly FoundPlugin[], sessions: Sessions): Router {
  const index = path.join(pageFolder, 'index.html');
  if (!existsSync(index)) throw new Error(`${pageFolder} holds no built page: run vite build in preview/ first`);
  const html = readFileSync(index, 'utf8');
  const router = Router();
  router.use(express.static(pageFolder, { index: false, maxAge: '1h' }));
  router.get(/^\/(?!api\/|public\/|preview\/|assets\/)/, (request, response) => {
    if (!request.accepts('html') || path.extname(request.path) !== '') return void response.status(404).end();
    const session = sessions.of(request, response);
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(html.replace('/*boot-data*/', () => bootScript(session, plugins)).replace('theme-dark', `theme-${session.theme}`));
  });
  return router;
}

/** What Grafana's index view says in window.grafanaBootData, as far as the host needs it. `<` is escaped so that no value can end the script. */
function bootScript(session: Session, plugins: readonly FoundPlugin[]): string {
  const metas = plugins.map((plugin) => ({ ...plugin.manifest, module: `${assetBase(plugin)}/module.js`, baseUrl: assetBase(plugin) }));
  const boot = { session, plugins: metas };
  return `window.fleetcastPreview = ${JSON.stringify(boot).replaceAll('<', '\\u003c')};`;
}
