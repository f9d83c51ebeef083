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

export function navSections(dashboards: readonly NavItem[]): readonly NavSection[] {
  const app = theApp();
  const role = roles.indexOf(window.fleetcastPreview.session.role);
  const pages = (app.includes ?? []).filter((include) => include.type === 'page' && include.addToNav && role >= roles.indexOf(include.role ?? 'Viewer'));
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
