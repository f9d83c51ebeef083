declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';
declare module 'systemjs/dist/extras/named-register.js';

interface SystemJs {
  set(url: string, module: object): void;
  addImportMap(map: { readonly imports: Readonly<Record<string, string>> }): void;
  import(url: string): Promise<unknown>;
}

interface Window {
  readonly System: SystemJs;
  readonly fleetcastPreview: { readonly session: { readonly role: 'Viewer' | 'Editor' | 'Admin'; readonly theme: 'dark' | 'light' } };
  __grafanaSceneContext?: unknown;
}
