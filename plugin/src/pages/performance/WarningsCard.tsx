import { css } from '@emotion/css';
import type { WarningPerformance } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { FigureTable } from '../../components/FigureTable.tsx';
import { countInWords, horizonInWords, shareInWords } from '../../view-models/performance-words.ts';
import { Card } from './Card.tsx';

const columns = ['Warnings', 'Came true', 'Late', 'False', 'Missed breaches', 'Prevented', 'Precision', 'Recall', 'Median lead'];

function cells(name: string, one: WarningPerformance): React.ReactNode[] {
  const { cameTrue, late, missed, prevented, precision, recall, medianLeadMinutes } = one;
  return [name, ...[cameTrue, late, one.false, missed, prevented].map(countInWords), shareInWords(precision), shareInWords(recall), medianLeadMinutes === null ? '–' : horizonInWords(medianLeadMinutes)];
}

/** False positives, false negatives, and how long before a breach warnings came. */
export function WarningsCard({ all, paged }: { readonly all: WarningPerformance; readonly paged: WarningPerformance }) {
  const styles = useStyles2(getStyles);
  const most = Math.max(1, ...all.leadTimes.map(({ warnings }) => warnings));
  return (
    <Card title="Warnings" reading="What became of them. A missed breach is one that nobody warned of at least 30 minutes before.">
      <FigureTable label="What became of warnings" columns={columns} rows={[{ key: 'all', cells: cells('All', all) }, { key: 'paged', cells: cells('Worth a page', paged) }]} />
      <h3 className={styles.title}>Time between warning and breach</h3>
      <ul className={styles.bars}>
        {all.leadTimes.map(({ fromMinutes, toMinutes, warnings }) => (
          <li key={fromMinutes} className={styles.row}>
            <span className={styles.span}>{`${horizonInWords(fromMinutes)} to ${horizonInWords(toMinutes)}`}</span>
            <span aria-hidden="true" className={styles.bar} style={{ width: `${(60 * warnings) / most}%` }} />
            <span>{countInWords(warnings)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ margin: theme.spacing(2, 0, 1), fontSize: theme.typography.body.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  bars: css({ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: theme.spacing(0.5) }),
  row: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), fontVariantNumeric: 'tabular-nums' }),
  span: css({ width: 130, flex: 'none', color: theme.colors.text.secondary }),
  bar: css({ height: 12, minWidth: 2, background: theme.visualization.getColorByName('blue'), borderRadius: 2 }),
});
