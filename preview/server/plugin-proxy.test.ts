import { describe, expect, it } from '@jest/globals';
import { chooseRoute, proxyHeaders } from './plugin-proxy.ts';
import type { PluginRoute } from './plugin-manifest.ts';
import type { Session } from './session.ts';
import { interpolate } from './template.ts';

const route = (path: string, reqRole: string): PluginRoute => ({
  path, method: '*', url: '{{ .JsonData.serviceUrl }}', reqRole,
  headers: [{ name: 'Authorization', content: 'Bearer {{ .SecureJsonData.apiToken }}' }, { name: 'X-Fleetcast-Route-Role', content: reqRole }],
});
const routes = [route('admin/*', 'Admin'), route('operate/*', 'Editor'), route('read/*', 'Viewer')];
const as = (role: Session['role']): Session => ({ role, theme: 'dark' });

describe('the plugin proxy', () => {
  it.each([
    ['Viewer', 'read', 'matched'], ['Viewer', 'operate', 'denied'], ['Viewer', 'admin', 'denied'],
    ['Editor', 'read', 'matched'], ['Editor', 'operate', 'matched'], ['Editor', 'admin', 'denied'],
    ['Admin', 'read', 'matched'], ['Admin', 'operate', 'matched'], ['Admin', 'admin', 'matched'],
  ] as const)('%s on %s is %s', (role, segment, kind) => {
    expect(chooseRoute(routes, 'GET', `/${segment}/v1/fleet`, as(role)).kind).toBe(kind);
  });

  it('lets the first match decide, so that a broad route before a narrow one opens it', () => {
    const careless = [route('*', 'Viewer'), ...routes];
    expect(chooseRoute(careless, 'POST', '/admin/v1/jobs', as('Viewer')).kind).toBe('matched');
  });

  it('knows no other paths and minds the method', () => {
    expect(chooseRoute(routes, 'GET', '/elsewhere', as('Admin')).kind).toBe('unmatched');
    expect(chooseRoute([{ ...routes[2], method: 'GET' }], 'POST', '/read/v1', as('Admin')).kind).toBe('unmatched');
  });

  it('overwrites a forged identity, drops cookies and injects the route’s headers', () => {
    const headers = proxyHeaders(
      { 'x-grafana-context': '{"OrgRole":"Admin"}', 'x-fleetcast-route-role': 'Admin', authorization: 'Bearer stolen', cookie: 'a=b', accept: '*/*' },
      routes[2], { jsonData: {}, secureJsonData: { apiToken: 'secret' } }, as('Viewer'), 'service:8787',
    );
    expect(JSON.parse(String(headers['x-grafana-context']))).toMatchObject({ OrgRole: 'Viewer', Login: 'preview-viewer', OrgID: 1 });
    expect(headers).toMatchObject({ authorization: 'Bearer secret', 'x-fleetcast-route-role': 'Viewer', host: 'service:8787', accept: '*/*' });
    expect(headers.cookie).toBeUndefined();
  });
});

describe('a template', () => {
  it('reads settings and leaves absent ones empty', () => {
    const data = { jsonData: { serviceUrl: 'http://s', port: 8787 }, secureJsonData: { apiToken: 't' } };
    expect(interpolate('{{ .JsonData.serviceUrl }}:{{.JsonData.port}}', data)).toBe('http://s:8787');
    expect(interpolate('Bearer {{ .SecureJsonData.apiToken }}', data)).toBe('Bearer t');
    expect(interpolate('Bearer {{ .SecureJsonData.other }}', data)).toBe('Bearer ');
  });
});
