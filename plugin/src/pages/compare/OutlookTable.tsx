import { css } from '@emotion/css';
import type { Forecast } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { PageLink } from '../../components/PageLink.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { metricOutlook, type MetricOutlook, outlookHours } from '../../view-models/metric-outlook.ts';
import { serverPath } from '../../view-models/plugin-paths.ts';
import { toldApart } from '../../view-models/told-apart.ts';
import { ExpectedCell } from './ExpectedCell.tsx';
import { FigureTable } from '../../components/FigureTable.tsx';

interface Props {
  readonly forecasts: readonly Forecast[];
  /** What tells the rows apart: servers of one metric, or metrics of one server. */
  readonly rowsAre: 'servers' | 'metrics';
}

/** What is now against what is expected, a row for each series. */
export function OutlookTable({ forecasts, rowsAre }: Props) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const nameOf = toldApart(forecasts);
  const head = (outlook: MetricOutlook) =>
    rowsAre === 'servers' ? <PageLink href={serverPath(outlook.serverId)} className={styles.link}>{nameOf(outlook)}</PageLink> : outlook.title;
  const rows = forecasts.map(metricOutlook).map((outlook) => ({
    key: outlook.key,
    cells: [
      head(outlook),
      outlook.now,
      ...outlook.expected.map((expected, index) => <ExpectedCell key={outlookHours[index]} expected={expected} />),
      <>{outlook.peak}<div className={styles.aside}>{moments.short(outlook.peakAtMs)}</div></>,
      <>{outlook.breach}<div className={styles.aside}>{outlook.breachWhen}</div></>,
      outlook.speaker,
    ],
  }));
  const columns = [rowsAre === 'servers' ? 'Server' : 'Metric', 'Now', ...outlookHours.map((hours) => `In ${hours} h`), 'Highest expected', 'Breach', 'Forecast by'];
  return <FigureTable label="Now and expected" columns={columns} rows={rows} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({ textDecoration: 'underline' }),
  aside: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
