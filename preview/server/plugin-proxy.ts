/** Grafana's plugin proxy: /api/plugin-proxy/<app>/... by the routes of the real plugin.json. */
import http from 'node:http';
import https from 'node:https';

import { grafanaContextHeader, role as roleSchema, roleSuffices } from '@fleetcast/contract';
import { type Request, type Response, Router } from 'express';

import type { PluginManifest, PluginRoute } from './plugin-manifest.ts';
import type { PluginSettings } from './plugin-settings.ts';
import { escapePath, joinFragments, matchRoute } from './route-pattern.ts';
import { type Session, type Sessions, signedInUser } from './session.ts';
import { interpolate, type TemplateData } from './template.ts';

/** First match wins, as in Grafana; a route whose role the visitor lacks refuses, it does not let the next one try. */
export function chooseRoute(routes: readonly PluginRoute[], method: string, escapedPath: string, session: Session):
  | { readonly kind: 'matched'; readonly route: PluginRoute; readonly rest: string }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unmatched' } {
  for (const route of routes) {
    if (route.method !== undefined && route.method !== '' && route.method !== '*' && route.method.toUpperCase() !== method) continue;
    const match = matchRoute(route.path, escapedPath);
    if (match === undefined) continue;
    const needed = roleSchema.safeParse(route.reqRole);
    if (needed.success && !roleSuffices(session.role, needed.data)) return { kind: 'denied' };
    return { kind: 'matched', route, rest: match.rest };
  }
  return { kind: 'unmatched' };
}

/** Headers for the service: the browser's without cookies and hop-by-hop ones, then the context, then the route's own. */
export function proxyHeaders(incoming: http.IncomingHttpHeaders, route: PluginRoute, data: TemplateData, session: Session, host: string): http.OutgoingHttpHeaders {
  const headers: http.OutgoingHttpHeaders = { ...incoming };
  for (const dropped of ['cookie', 'set-cookie', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer', 'proxy-authorization', 'proxy-connection', 'origin', 'referer']) delete headers[dropped];
  headers.host = host;
  headers[grafanaContextHeader] = JSON.stringify(signedInUser(session));
  for (const { name, content } of route.headers ?? []) headers[name.toLowerCase()] = interpolate(content, data);
  return headers;
}

export function pluginProxy(manifest: PluginManifest, settings: PluginSettings, sessions: Sessions): Router {
  const router = Router();
  const prefix = `/api/plugin-proxy/${manifest.id}`;
  router.use(prefix, (request: Request, response: Response) => {
    const [escapedPath, query] = splitQuery(request.originalUrl.slice(prefix.length));
    const session = sessions.of(request, response);
    const choice = chooseRoute(manifest.routes ?? [], request.method, escapedPath, session);
    if (choice.kind === 'denied') return void response.status(403).json({ message: 'plugin proxy route access denied' });
    if (choice.kind === 'unmatched') return void response.status(404).json({ message: 'plugin route match not found' });
    const data = settings.templateData();
    let target: URL;
    try {
      target = new URL(interpolate(choice.route.url, data));
    } catch {
      return void response.status(500).json({ message: 'Could not parse url' });
    }
    forward(request, response, target, `${escapePath(joinFragments(target.pathname, choice.rest))}${query}`, proxyHeaders(request.headers, choice.route, data, session, target.host));
  });
  return router;
}

function splitQuery(url: string): readonly [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}

function forward(request: Request, response: Response, target: URL, path: string, headers: http.OutgoingHttpHeaders): void {
  const { request: open } = target.protocol === 'https:' ? https : http;
  const upstream = open({ hostname: target.hostname, port: target.port, method: request.method, path, headers, timeout: 30_000 }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  // Grafana answers 502 with an empty body when the backend cannot be reached.
  upstream.on('error', () => (response.headersSent ? response.destroy() : response.status(502).end()));
  upstream.on('timeout', () => upstream.destroy(new Error('the service did not answer within 30 s')));
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}
