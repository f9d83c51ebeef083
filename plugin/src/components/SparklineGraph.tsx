import type { Sparkline } from '@fleetcast/contract';
import { useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { sparklinePaths } from '../view-models/sparkline-paths.ts';

interface Props {
  readonly sparkline: Sparkline;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** 24 h of history and the horizon behind it: solid line, dashed median, 80% band. */
export const SparklineGraph = React.memo(function SparklineGraph({ sparkline, width, height, label }: Props) {
  const theme = useTheme2();
  const paths = useMemo(() => sparklinePaths(sparkline, width, height), [sparkline, width, height]);
  const line = theme.visualization.getColorByName('blue');
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path d={paths.band} fill={line} fillOpacity={0.25} />
      <path d={paths.history} fill="none" stroke={line} strokeWidth={1.25} strokeLinejoin="round" />
      <path d={paths.median} fill="none" stroke={line} strokeWidth={1.25} strokeDasharray="3 2" />
      <line x1={paths.nowX} x2={paths.nowX} y1={0} y2={height} stroke={theme.colors.border.strong} strokeWidth={1} />
    </svg>
  );
});
