/** The dashboards that the app provisions, read from the built plugin. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Router } from 'express';

import type { FoundPlugin } from './plugin-manifest.ts';

interface DashboardFile {
  readonly uid: string;
  readonly title: string;
}

export function dashboards(app: FoundPlugin): Router {
  const router = Router();
  const files = (app.manifest.includes ?? []).filter((include) => include.type === 'dashboard').map((include) => path.join(app.folder, include.path));
  const read = () => files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as DashboardFile);
  router.get('/api/search', (_request, response) => void response.json(read().map(({ uid, title }) => ({ uid, title, type: 'dash-db', url: `/d/${uid}` }))));
  router.get('/api/dashboards/uid/:uid', (request, response) => {
    const dashboard = read().find(({ uid }) => uid === request.params.uid);
    if (dashboard === undefined) return void response.status(404).json({ message: 'Dashboard not found' });
    response.json({ dashboard, meta: { canEdit: false, provisioned: true } });
  });
  return router;
}
