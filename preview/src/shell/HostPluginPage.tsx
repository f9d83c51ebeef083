import { css } from '@emotion/css';
import { type GrafanaTheme2, type NavModelItem, PageLayoutType } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import { Tab, TabsBar, Text, useStyles2 } from '@grafana/ui';
import * as React from 'react';
import { useLocation } from 'react-router';

import { setBreadcrumbs } from './page-title';
import { theApp } from './navigation';

/** Grafana's frame around an app's page: title, sub title, actions, tabs. */
export function HostPluginPage({ children, subTitle, actions, pageNav, renderTitle, info, layout }: PluginPageProps): React.ReactElement {
  const styles = useStyles2(pageStyles);
  const { pathname } = useLocation();
  const app = theApp();
  const include = (app.includes ?? []).find(({ type, path }) => type === 'page' && pathname.startsWith(path));
  const title = pageNav?.text ?? include?.name ?? app.name;
  React.useEffect(() => setBreadcrumbs([app.name, ...ancestors(pageNav).map(({ text }) => text), title]), [app.name, pageNav, title]);
  if (layout === PageLayoutType.Custom) return <>{children}</>;
  return (
    <div className={styles.page}>
      <div className={styles.header}>
        <div className={styles.titles}>
          {renderTitle === undefined ? <Text element="h1">{title}</Text> : renderTitle(title)}
          {(subTitle ?? pageNav?.subTitle) !== undefined && <div className={styles.subTitle}>{subTitle ?? pageNav?.subTitle}</div>}
        </div>
        {info?.map(({ label, value }) => (
          <div key={label}>
            <Text color="secondary" variant="bodySmall">{label}</Text>
            <div>{value}</div>
          </div>
        ))}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {pageNav?.children !== undefined && pageNav.children.length > 0 && (
        <TabsBar>
          {pageNav.children.map((tab) => (
            <Tab key={tab.text} label={tab.text} active={tab.active} href={tab.url} icon={tab.icon as undefined} />
          ))}
        </TabsBar>
      )}
      <div className={styles.content}>{children}</div>
    </div>
  );
}

function ancestors(item: NavModelItem | undefined): readonly NavModelItem[] {
  return item?.parentItem === undefined ? [] : [...ancestors(item.parentItem), item.parentItem];
}

const pageStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0, padding: theme.spacing(3), background: theme.colors.background.primary,
    [theme.breakpoints.down('md')]: { padding: theme.spacing(2) },
  }),
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(1, 3), marginBottom: theme.spacing(2) }),
  titles: css({ flex: 1, minWidth: 'min(100%, 240px)' }),
  subTitle: css({ color: theme.colors.text.secondary, marginTop: theme.spacing(0.5) }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  content: css({ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }),
});
