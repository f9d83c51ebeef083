import { getPanelOptionsWithDefaults, PanelOptionsEditorBuilder, type PanelPlugin } from '@grafana/data';

/** One option of a panel, as its plugin declares it. */
export interface PanelOption {
  readonly path: string;
  readonly name: string;
  readonly description?: string;
  readonly category: string;
  readonly editor: React.ComponentType<{ readonly id: string; readonly value: unknown; readonly onChange: (value: unknown) => void; readonly item: unknown; readonly context: unknown }>;
  readonly item: unknown;
  readonly visible: boolean;
}

export type Options = Readonly<Record<string, unknown>>;

export function defaultsOf(plugin: PanelPlugin): ReturnType<typeof getPanelOptionsWithDefaults> {
  return getPanelOptionsWithDefaults({ plugin, currentOptions: {}, currentFieldConfig: { defaults: {}, overrides: [] }, isAfterPluginChange: false });
}

export function optionsOf(plugin: PanelPlugin, options: Options): readonly PanelOption[] {
  const builder = new PanelOptionsEditorBuilder<Options>();
  const context = { data: [], options };
  plugin.getPanelOptionsSupplier()(builder as never, context as never);
  return builder.getItems().map((item) => ({
    path: String(item.path), name: item.name, description: item.description, category: item.category?.[0] ?? 'Options',
    editor: item.editor as PanelOption['editor'], item, visible: item.showIf === undefined || item.showIf(options, []) === true,
  }));
}

export function valueAt(options: Options, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Options | undefined)?.[key], options);
}

export function withValue(options: Options, path: string, value: unknown): Options {
  const [first, ...rest] = path.split('.');
  return { ...options, [first]: rest.length === 0 ? value : withValue((options[first] ?? {}) as Options, rest.join('.'), value) };
}
