import { type GrafanaTheme2, colorManipulator } from '@grafana/data';
import { UPLOT_AXIS_FONT_SIZE } from '@grafana/ui';
import type uPlot from 'uplot';
import type { TimeShare } from '../../view-models/attention-spans.ts';
import type { BreachMark } from '../../view-models/chart-breaches.ts';
import type { TimeEffect } from '../../view-models/relevance-spans.ts';
import { riskInWords } from '../../view-models/risk.ts';

/** What a chart draws over its series. Read anew at every draw, so that "now" moves without rebuilding the plot. */
export interface ChartMarks {
  readonly nowMs: number;
  /** Whether breaches get a line and words; with several series they would cover each other, and dots must do. */
  readonly hasLabels: boolean;
  readonly breaches: readonly BreachMark[];
  /** Drawn as bars along the bottom, e.g. where a model looked. */
  readonly timeShares: readonly TimeShare[];
  /** Drawn as a strip under those bars, the stronger the denser: what raised a forecast and what lowered it. */
  readonly timeEffects: readonly TimeEffect[];
}

const timeShareColor = 'yellow';
const tallestShare = 36;
/** As the bars of the reasons. */
const raisesColor = 'orange';
const lowersColor = 'blue';
const stripHeight = 8;

/** A dashed line at now, and for each predicted breach its interval, its median moment and where that meets the threshold. */
export function drawMarks(plot: uPlot, { nowMs, hasLabels, breaches, timeShares, timeEffects }: ChartMarks, theme: GrafanaTheme2, yScaleKey: string): void {
  const { ctx, bbox } = plot;
  const pixelRatio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const xOf = (ms: number) => plot.valToPos(ms, 'x', true);
  const isInside = (x: number) => x >= bbox.left && x <= right;

  ctx.save();
  ctx.font = `${UPLOT_AXIS_FONT_SIZE * pixelRatio}px ${theme.typography.fontFamily}`;
  ctx.textBaseline = 'top';

  const bottom = bbox.top + bbox.height;
  const bar = (fromMs: number, toMs: number, foot: number, tall: number) => {
    const left = Math.max(bbox.left, xOf(fromMs) + pixelRatio / 2);
    ctx.fillRect(left, foot - tall, Math.max(0, Math.min(right, xOf(toMs) - pixelRatio / 2) - left), tall);
  };
  for (const { fromMs, toMs, strength } of timeEffects) {
    ctx.fillStyle = colorManipulator.alpha(theme.visualization.getColorByName(strength > 0 ? raisesColor : lowersColor), Math.abs(strength));
    bar(fromMs, toMs, bottom, stripHeight * pixelRatio);
  }
  const foot = timeEffects.length > 0 ? bottom - (stripHeight + 1) * pixelRatio : bottom;
  ctx.fillStyle = colorManipulator.alpha(theme.visualization.getColorByName(timeShareColor), 0.55);
  for (const { fromMs, toMs, height } of timeShares) bar(fromMs, toMs, foot, height * tallestShare * pixelRatio);

  for (const mark of breaches) {
    const x = xOf(mark.atMs);
    const color = theme.visualization.getColorByName(mark.severity === 'critical' ? 'red' : 'orange');
    const y = Math.min(bbox.top + bbox.height, Math.max(bbox.top, plot.valToPos(mark.threshold, yScaleKey, true)));
    interval(ctx, Math.max(bbox.left, xOf(mark.fromMs)), Math.min(right, xOf(mark.toMs)), y, color, pixelRatio);
    if (!isInside(x)) continue;
    if (hasLabels) verticalLine(ctx, x, bbox, color, pixelRatio, []);
    dot(ctx, x, y, color, theme.colors.background.primary, pixelRatio);
    if (!hasLabels) continue;
    const row = mark.severity === 'critical' ? 0 : 1;
    sideLabel(plot, `${mark.severity} ${riskInWords(mark.probability)}`, x, bbox.top + (2 + 14 * row) * pixelRatio, color, theme.colors.background.primary);
  }

  const now = xOf(nowMs);
  if (isInside(now)) {
    verticalLine(ctx, now, bbox, theme.colors.text.secondary, pixelRatio, [4, 4]);
    ctx.textAlign = 'right';
    ctx.textBaseline = 'bottom';
    // Above the bars, where there are some.
    const under = timeShares.length > 0 ? foot - tallestShare * pixelRatio : bottom;
    rimmedText(ctx, 'now', now - 4 * pixelRatio, under - 2 * pixelRatio, theme.colors.text.secondary, theme.colors.background.primary);
  }
  ctx.restore();
}

function verticalLine(ctx: CanvasRenderingContext2D, x: number, bbox: uPlot.BBox, color: string, pixelRatio: number, dash: readonly number[]): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = pixelRatio;
  ctx.setLineDash(dash.map((length) => length * pixelRatio));
  ctx.beginPath();
  ctx.moveTo(Math.round(x), bbox.top);
  ctx.lineTo(Math.round(x), bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The 80% interval of the moment, along the threshold that is crossed. */
function interval(ctx: CanvasRenderingContext2D, from: number, to: number, y: number, color: string, pixelRatio: number): void {
  if (to <= from) return;
  ctx.fillStyle = colorManipulator.alpha(color, 0.45);
  ctx.fillRect(from, y - 3 * pixelRatio, to - from, 6 * pixelRatio);
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number, color: string, rim: string, pixelRatio: number): void {
  ctx.fillStyle = color;
  ctx.strokeStyle = rim;
  ctx.lineWidth = 2 * pixelRatio;
  ctx.beginPath();
  ctx.arc(x, y, 5 * pixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}

/** With a rim, because it may stand on a curve. */
function rimmedText(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, color: string, rim: string): void {
  ctx.fillStyle = color;
  ctx.strokeStyle = rim;
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}

/** Right of the line where there is room, else left of it. */
function sideLabel({ ctx, bbox }: uPlot, text: string, x: number, y: number, color: string, rim: string): void {
  const gap = 4 * devicePixelRatio;
  const fitsRight = x + gap + ctx.measureText(text).width <= bbox.left + bbox.width;
  ctx.textAlign = fitsRight ? 'left' : 'right';
  rimmedText(ctx, text, x + (fitsRight ? gap : -gap), y, color, rim);
}
