/** Files that a Grafana server would serve and the real @grafana packages ask for: icons and fonts. */
import { createRequire } from 'node:module';
import path from 'node:path';

import express, { Router } from 'express';

const require = createRequire(import.meta.url);
const packageFolder = (name: string) => path.dirname(require.resolve(`${name}/package.json`));

const fonts: Readonly<Record<string, readonly [string, string]>> = {
  'inter/Inter-Regular.woff2': ['@fontsource/inter', 'inter-latin-400-normal.woff2'],
  'inter/Inter-Medium.woff2': ['@fontsource/inter', 'inter-latin-500-normal.woff2'],
  'inter/Inter-Italic.woff2': ['@fontsource/inter', 'inter-latin-400-italic.woff2'],
  'inter/Inter-MediumItalic.woff2': ['@fontsource/inter', 'inter-latin-500-italic.woff2'],
  // Roboto Mono, under the name that @grafana/ui gives it.
  'roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2': ['@fontsource/roboto-mono', 'roboto-mono-latin-400-normal.woff2'],
};

/** Grafana's server has icons that its npm package lacks; a neutral ring stands for those. */
const neutralIcon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" stroke-width="2"/></svg>';

export function grafanaFiles(): Router {
  const router = Router();
  const immutable = { maxAge: '1h' } as const;
  router.use('/public/build/img/icons', express.static(path.join(packageFolder('@grafana/ui'), 'dist/public/img/icons'), immutable));
  router.get('/public/build/img/icons/*path', (_request, response) => void response.type('image/svg+xml').send(neutralIcon));
  for (const [name, [font, file]] of Object.entries(fonts)) {
    router.get(`/public/fonts/${name}`, (_request, response) => response.sendFile(path.join(packageFolder(font), 'files', file), immutable));
  }
  return router;
}
