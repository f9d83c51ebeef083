import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Icon, useStyles2 } from '@grafana/ui';
import * as React from 'react';
import { useLocation } from 'react-router';

import type { NavSection } from './navigation';

interface Props {
  readonly sections: readonly NavSection[];
  readonly onNavigate: () => void;
}

export function SideMenu({ sections, onNavigate }: Props): React.ReactElement {
  const styles = useStyles2(menuStyles);
  const { pathname } = useLocation();
  const follow = (event: React.MouseEvent, url: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    locationService.push(url);
    onNavigate();
  };
  return (
    <nav aria-label="Main menu" className={styles.menu}>
      {sections.map(({ text, items }) => (
        <section key={text} aria-label={text}>
          <div className={styles.heading}>{text}</div>
          <ul className={styles.list}>
            {items.map((item) => {
              const current = pathname === item.url || pathname.startsWith(`${item.url}/`);
              return (
                <li key={item.url}>
                  <a href={item.url} className={cx(styles.item, current && styles.current)} aria-current={current ? 'page' : undefined} onClick={(event) => follow(event, item.url)}>
                    <Icon name={item.icon as IconName} />
                    {item.text}
                  </a>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </nav>
  );
}

const menuStyles = (theme: GrafanaTheme2) => ({
  menu: css({
    width: 232, flex: 'none', padding: theme.spacing(1, 0), background: theme.colors.background.primary, borderRight: `1px solid ${theme.colors.border.weak}`,
    position: 'sticky', top: 40, height: 'calc(100vh - 40px)', overflowY: 'auto',
    [theme.breakpoints.down('md')]: { position: 'fixed', zIndex: theme.zIndex.sidemenu, width: 'min(100vw, 300px)', boxShadow: theme.shadows.z3 },
  }),
  heading: css({ padding: theme.spacing(1.5, 2, 0.5), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  list: css({ listStyle: 'none' }),
  item: css({
    display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: theme.spacing(1, 2), color: theme.colors.text.secondary, position: 'relative',
    '&:hover': { color: theme.colors.text.primary, background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  current: css({
    color: theme.colors.text.primary, background: theme.colors.action.selected,
    '&::before': { content: '""', position: 'absolute', left: 0, top: 6, bottom: 6, width: 3, borderRadius: 2, backgroundImage: theme.colors.gradients.brandVertical },
  }),
});
