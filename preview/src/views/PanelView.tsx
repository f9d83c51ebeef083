import { css, cx } from '@emotion/css';
import { type DataSourceApi, type DataSourceInstanceSettings, type GrafanaTheme2, type PanelPlugin } from '@grafana/data';
import { config, getDataSourceSrv } from '@grafana/runtime';
import { SceneQueryRunner, SceneTimePicker, SceneTimeRange, EmbeddedScene, SceneControlsSpacer, SceneFlexLayout, SceneFlexItem, VizPanel } from '@grafana/scenes';
import type { DataQuery } from '@grafana/schema';
import { Field, LoadingPlaceholder, Text, useStyles2 } from '@grafana/ui';
import * as React from 'react';

import { loadPanel } from '../host/plugins';
import { theApp } from '../shell/navigation';
import { setBreadcrumbs } from '../shell/page-title';
import { defaultsOf, optionsOf, type Options, valueAt, withValue } from './panel-options';

interface Loaded {
  readonly plugin: PanelPlugin;
  readonly source: DataSourceApi;
  readonly settings: DataSourceInstanceSettings;
}

/** The panel beside its query and its options, as Grafana's panel editor shows them. */
export function PanelView(): React.ReactElement {
  const [loaded, setLoaded] = React.useState<Loaded>();
  React.useEffect(() => {
    setBreadcrumbs(['Preview', 'Panel and query']);
    const load = async () => {
      const settings = getDataSourceSrv().getInstanceSettings();
      // The app's main panel is the one that it names first.
      const first = theApp().includes?.find(({ type }) => type === 'panel');
      const panelId = Object.values(config.panels).find(({ name }) => name === first?.name)?.id;
      if (settings === undefined || panelId === undefined) throw new Error('The app brings no data source or no panel');
      setLoaded({ plugin: await loadPanel(panelId), source: await getDataSourceSrv().get(settings.uid), settings });
    };
    void load();
  }, []);
  return loaded === undefined ? <LoadingPlaceholder text="Loading panel" /> : <PanelEditor {...loaded} />;
}

function PanelEditor({ plugin, source, settings }: Loaded): React.ReactElement {
  const styles = useStyles2(editorStyles);
  const [query, setQuery] = React.useState<DataQuery>(() => ({ refId: 'A', ...source.getDefaultQuery?.('panel-editor' as never) }));
  const [options, setOptions] = React.useState<Options>(() => defaultsOf(plugin).options);
  const scene = React.useMemo(() => {
    const runner = new SceneQueryRunner({ datasource: { uid: settings.uid, type: settings.type }, queries: [query] });
    const viz = new VizPanel({ title: 'Forecast', pluginId: plugin.meta.id, $data: runner, options: options, fieldConfig: defaultsOf(plugin).fieldConfig });
    return {
      runner,
      viz,
      whole: new EmbeddedScene({
        $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now+8h' }),
        controls: [new SceneControlsSpacer(), new SceneTimePicker({ isOnCanvas: true })],
        body: new SceneFlexLayout({ children: [new SceneFlexItem({ minHeight: 420, body: viz })] }),
      }),
    };
    // The scene is built once; what changes is set on it below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [plugin, settings]);
  const changeOption = (path: string, value: unknown) => {
    const next = withValue(options, path, value);
    setOptions(next);
    scene.viz.onOptionsChange(next, true);
  };
  const changeQuery = (next: DataQuery) => {
    setQuery(next);
    scene.runner.setState({ queries: [next] });
  };
  const QueryEditor = source.components?.QueryEditor;
  return (
    <div className={styles.page}>
      <div className={styles.left}>
        <div className={styles.panel}>
          <scene.whole.Component model={scene.whole} />
        </div>
        <section aria-label="Query" className={styles.card}>
          <Text element="h2" variant="h5">{settings.name}</Text>
          {QueryEditor !== undefined && <QueryEditor datasource={source} query={query} onChange={changeQuery} onRunQuery={() => scene.runner.runQueries()} />}
        </section>
      </div>
      <section aria-label="Panel options" className={cx(styles.card, styles.options)}>
        <Text element="h2" variant="h5">Panel options</Text>
        {optionsOf(plugin, options)
          .filter(({ visible }) => visible)
          .map(({ path, name, description, editor: Editor, item }) => (
            <Field key={path} label={name} description={description} htmlFor={`option-${path}`}>
              <Editor id={`option-${path}`} value={valueAt(options, path)} onChange={(value) => changeOption(path, value)} item={item} context={{ data: [], options }} />
            </Field>
          ))}
      </section>
    </div>
  );
}

const editorStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', gap: theme.spacing(2), padding: theme.spacing(2), alignItems: 'flex-start', [theme.breakpoints.down('lg')]: { flexDirection: 'column', alignItems: 'stretch' } }),
  left: css({ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  panel: css({ minHeight: 480, display: 'flex', flexDirection: 'column' }),
  card: css({
    display: 'flex', flexDirection: 'column', gap: theme.spacing(2), padding: theme.spacing(2), overflowX: 'auto', background: theme.colors.background.primary, border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default, minWidth: 0,
  }),
  options: css({ [theme.breakpoints.up('lg')]: { width: 320, flex: 'none' } }),
});
