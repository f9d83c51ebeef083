import { type Field, formattedValueToString, type GrafanaTheme2, type TimeZone, colorManipulator } from '@grafana/data';
import { AxisPlacement, GraphDrawStyle, type GraphFieldConfig, GraphThresholdsStyleMode, ScaleDirection, ScaleDistribution, ScaleOrientation, VisibilityMode } from '@grafana/schema';
import { UPlotConfigBuilder } from '@grafana/ui';
import type { ChartColumn } from '../../view-models/chart-series.ts';
import { counterfactualColor } from '../../view-models/explanation-frame.ts';
import type { ChartView } from './chart-view.ts';
import { drawMarks } from './draw-marks.ts';

export interface ChartConfigOptions {
  readonly columns: readonly ChartColumn[];
  readonly isHidden: (column: ChartColumn) => boolean;
  readonly thresholdsStyle: GraphThresholdsStyleMode;
  readonly theme: GrafanaTheme2;
  readonly timeZone: TimeZone;
  readonly view: ChartView;
}

/** A plot as Grafana's time series panel makes it: its axes, scales, thresholds and cursor, with bands between quantiles. */
export function chartConfig({ columns, isHidden, thresholdsStyle, theme, timeZone, view }: ChartConfigOptions): UPlotConfigBuilder {
  const builder = new UPlotConfigBuilder(timeZone);
  builder.addScale({
    scaleKey: 'x', isTime: true, orientation: ScaleOrientation.Horizontal, direction: ScaleDirection.Right, range: () => [...view.span],
  });
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, timeZone, theme });

  columns.forEach((column, index) => {
    addValueScale(builder, column.field, theme);
    addColumn(builder, column, theme, !isHidden(column));
    // uPlot numbers columns from 1; a band's lower column follows its upper one.
    if (column.part === 'upper') {
      builder.addBand({ series: [index + 1, index + 2], fill: colorManipulator.alpha(column.series.color, column.band!.fillOpacity / 100) });
    }
    // Only where the data source asks for it: Grafana gives every other field thresholds of its own (80, red).
    const hasThresholds = customOf(column.field).thresholdsStyle !== undefined && column.field.config.thresholds !== undefined;
    if (thresholdsStyle !== GraphThresholdsStyleMode.Off && hasThresholds) {
      builder.addThresholds({
        config: { mode: thresholdsStyle }, thresholds: column.field.config.thresholds!, scaleKey: scaleKeyOf(column.field), theme,
        ...rangeOf(column.field),
      });
    }
  });
  builder.addHook('draw', (plot) => {
    if (columns.length > 0) drawMarks(plot, view.marks, theme, scaleKeyOf(columns[0].field));
  });
  // Room for the second half of the last time label.
  builder.setPadding([null, 28, null, null]);
  builder.setCursor({ drag: { x: true, y: false, setScale: false }, focus: { prox: 30 } });
  return builder;
}

function addColumn(builder: UPlotConfigBuilder, { field, part, series }: ChartColumn, theme: GrafanaTheme2, show: boolean): void {
  const isEdge = part === 'upper' || part === 'lower';
  const custom = customOf(field);
  builder.addSeries({
    scaleKey: scaleKeyOf(field),
    theme,
    show: show && custom.hideFrom?.viz !== true,
    drawStyle: GraphDrawStyle.Line,
    showPoints: VisibilityMode.Never,
    lineColor: part === 'changed' ? theme.visualization.getColorByName(counterfactualColor) : series.color,
    lineWidth: isEdge ? 0 : (custom.lineWidth ?? 1),
    lineStyle: custom.lineStyle,
    lineInterpolation: custom.lineInterpolation,
    fillOpacity: 0,
    spanNulls: custom.spanNulls ?? false,
  });
}

/** One scale per unit, as Grafana has it. */
function addValueScale(builder: UPlotConfigBuilder, field: Field, theme: GrafanaTheme2): void {
  const scaleKey = scaleKeyOf(field);
  const { hardMin, hardMax, softMin, softMax } = rangeOf(field);
  builder.addScale({
    scaleKey, orientation: ScaleOrientation.Vertical, direction: ScaleDirection.Up, distribution: ScaleDistribution.Linear,
    min: hardMin, max: hardMax, softMin, softMax, decimals: field.config.decimals,
  });
  builder.addAxis({
    scaleKey, theme, placement: AxisPlacement.Auto, decimals: field.config.decimals,
    formatValue: (value: number, decimals) => (field.display ? formattedValueToString(field.display(value, decimals)) : String(value)),
  });
}

function rangeOf({ config }: Field) {
  const custom = config.custom as GraphFieldConfig | undefined;
  return { hardMin: config.min, hardMax: config.max, softMin: custom?.axisSoftMin, softMax: custom?.axisSoftMax };
}

function customOf({ config }: Field): GraphFieldConfig {
  return (config.custom ?? {}) as GraphFieldConfig;
}

function scaleKeyOf({ config }: Field): string {
  return config.unit ?? '__fixed';
}
