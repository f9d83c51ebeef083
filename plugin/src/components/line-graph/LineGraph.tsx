import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { type GraphLine, roundTicks, stretches, valueRange } from '../../view-models/performance-lines.ts';
import { useElementWidth } from '../use-element-width.ts';

interface Props {
  readonly lines: readonly GraphLine[];
  /** Names of the places along the x axis. */
  readonly places: readonly string[];
  /** A value that is wanted, drawn across; null: none. */
  readonly wanted: number | null;
  readonly format: (value: number) => string;
  readonly description: string;
  readonly height?: number;
}

const margin = { left: 52, right: 12, top: 8, bottom: 22 };
const gridLines = 5;

/** A few lines over a few places: small enough to need neither zoom nor cursor; every point says its value on hover. */
export function LineGraph({ lines, places, wanted, format, description, height = 200 }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [width, ref] = useElementWidth();
  const [low, high] = valueRange(lines, wanted === null ? [] : [wanted]);
  const inner = { width: Math.max(0, width - margin.left - margin.right), height: height - margin.top - margin.bottom };
  const x = (place: number) => margin.left + (places.length < 2 ? inner.width / 2 : (place / (places.length - 1)) * inner.width);
  const y = (value: number) => margin.top + inner.height * (1 - (value - low) / (high - low));
  const last = places.length - 1;
  const anchorOf = (place: number) => (last === 0 ? 'middle' : place === 0 ? 'start' : place === last ? 'end' : 'middle');
  const everyPlace = Math.max(1, Math.ceil((places.length * 64) / Math.max(1, inner.width)));
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={description}>
          {roundTicks(low, high, gridLines).map((value) => (
            <g key={value}>
              <line x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} stroke={theme.colors.border.weak} />
              <text x={margin.left - 8} y={y(value)} dy="0.32em" textAnchor="end" className={styles.tick}>{format(value)}</text>
            </g>
          ))}
          {places.map((place, i) => i % everyPlace === 0 && (
            <text key={place} x={x(i)} y={height - 4} textAnchor={anchorOf(i)} className={styles.tick}>{place}</text>
          ))}
          {wanted !== null && <line x1={margin.left} x2={width - margin.right} y1={y(wanted)} y2={y(wanted)} stroke={theme.colors.text.secondary} strokeDasharray="4 4" />}
          {lines.map(({ key, label, color, values }) => {
            const stroke = theme.visualization.getColorByName(color);
            return (
              <g key={key}>
                {stretches(values).map((points) => (
                  <polyline key={points[0][0]} fill="none" stroke={stroke} strokeWidth={2} points={points.map(([place, value]) => `${x(place)},${y(value)}`).join(' ')} />
                ))}
                {values.map((value, place) => value !== null && (
                  <circle key={places[place]} cx={x(place)} cy={y(value)} r={3} fill={stroke}>
                    <title>{`${label}, ${places[place]}: ${format(value)}`}</title>
                  </circle>
                ))}
              </g>
            );
          })}
        </svg>
      )}
      <ul className={styles.legend}>
        {lines.map(({ key, label, color }) => (
          <li key={key} className={styles.entry}>
            <span aria-hidden="true" className={styles.swatch} style={{ background: theme.visualization.getColorByName(color) }} />
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tick: css({ fill: theme.colors.text.secondary, fontSize: 11 }),
  legend: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), margin: 0, padding: 0, listStyle: 'none', fontSize: theme.typography.bodySmall.fontSize }),
  entry: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  swatch: css({ width: 14, height: 4, borderRadius: 2 }),
});
