/** The side menu: what plugin.json's includes would put there for this role, the app's dashboards, and the preview's own pages. */
import { config } from '@grafana/runtime';

export interface NavItem {
  readonly text: string;
  readonly url: string;
  readonly icon: string;
}

export interface NavSection {
  readonly text: string;
  readonly items: readonly NavItem[];
}

interface Include {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  readonly role?: string;
  readonly icon?: string;
  readonly addToNav?: boolean;
  readonly defaultNav?: boolean;
}

interface App {
  readonly id: string;
  readonly name: string;
  readonly includes?: readonly Include[];
}

const roles = ['Viewer', 'Editor', 'Admin'];

export function theApp(): App {
  const [app] = Object.values(config.apps as unknown as Readonly<Record<string, App>>);
  if (app === undefined) throw new Error('The page was served without an app plugin');
  return app;
}

/** As Grafana decides it: a page that includes names for a higher role is closed; what is not named is open. */
export function mayOpen(pathname: string): boolean {
  const include = (theApp().includes ?? []).find(({ type, path }) => type === 'page' && path === pathname);
  return include === undefined || suffices(include);
}

function suffices(include: Include): boolean {
  return roles.indexOf(window.fleetcastPreview.session.role) >= roles.indexOf(include.role ?? 'Viewer');
}

export function navSections(dashboards: readonly NavItem[]): readonly NavSection[] {
  const app = theApp();
  const pages = (app.includes ?? []).filter((include) => include.type === 'page' && include.addToNav && suffices(include));
  return [
    { text: app.name, items: pages.map(({ name, path, icon }) => ({ text: name, url: path, icon: icon ?? 'apps' })) },
    { text: 'Dashboards', items: dashboards },
    { text: 'Preview', items: [{ text: 'Panel and query', url: '/preview-panel', icon: 'sliders-v-alt' }] },
  ];
}

export function homePath(): string {
  const app = theApp();
  return (app.includes ?? []).find((include) => include.type === 'page' && include.defaultNav)?.path ?? `/a/${app.id}`;
}
