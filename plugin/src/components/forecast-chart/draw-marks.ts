import { type GrafanaTheme2, colorManipulator } from '@grafana/data';
import { UPLOT_AXIS_FONT_SIZE } from '@grafana/ui';
import type uPlot from 'uplot';
import type { BreachMark } from '../../view-models/chart-breaches.ts';
import { riskInWords } from '../../view-models/risk.ts';

/** What a chart draws over its series. Read anew at every draw, so that "now" moves without rebuilding the plot. */
export interface ChartMarks {
  readonly nowMs: number;
  readonly breaches: readonly BreachMark[];
}

/** A dashed line at now, and for each predicted breach its interval, its median moment and where that meets the threshold. */
export function drawMarks(plot: uPlot, { nowMs, breaches }: ChartMarks, theme: GrafanaTheme2, yScaleKey: string): void {
  const { ctx, bbox } = plot;
  const pixelRatio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const xOf = (ms: number) => plot.valToPos(ms, 'x', true);
  const isInside = (x: number) => x >= bbox.left && x <= right;

  ctx.save();
  ctx.font = `${UPLOT_AXIS_FONT_SIZE * pixelRatio}px ${theme.typography.fontFamily}`;
  ctx.textBaseline = 'top';

  for (const { atMs, fromMs, toMs, threshold, severity, probability } of breaches) {
    const color = theme.visualization.getColorByName(severity === 'critical' ? 'red' : 'orange');
    const from = Math.max(bbox.left, xOf(fromMs));
    const to = Math.min(right, xOf(toMs));
    if (to > from) {
      ctx.fillStyle = colorManipulator.alpha(color, 0.1);
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    }
    const x = xOf(atMs);
    if (!isInside(x)) continue;
    verticalLine(ctx, x, bbox, color, pixelRatio, []);
    const y = Math.min(bbox.top + bbox.height, Math.max(bbox.top, plot.valToPos(threshold, yScaleKey, true)));
    ctx.fillStyle = color;
    ctx.strokeStyle = theme.colors.background.primary;
    ctx.lineWidth = 2 * pixelRatio;
    ctx.beginPath();
    ctx.arc(x, y, 5 * pixelRatio, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
    sideLabel(plot, `${severity} ${riskInWords(probability)}`, x, bbox.top + (severity === 'critical' ? 2 : 16) * pixelRatio, color);
  }

  const now = xOf(nowMs);
  if (isInside(now)) {
    verticalLine(ctx, now, bbox, theme.colors.text.secondary, pixelRatio, [4, 4]);
    ctx.fillStyle = theme.colors.text.secondary;
    ctx.textAlign = 'right';
    ctx.fillText('now', now - 4 * pixelRatio, bbox.top + 2 * pixelRatio);
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

/** Right of the line where there is room, else left of it. */
function sideLabel({ ctx, bbox }: uPlot, text: string, x: number, y: number, color: string): void {
  const gap = 4 * devicePixelRatio;
  const fitsRight = x + gap + ctx.measureText(text).width <= bbox.left + bbox.width;
  ctx.fillStyle = color;
  ctx.textAlign = fitsRight ? 'left' : 'right';
  ctx.fillText(text, x + (fitsRight ? gap : -gap), y);
}
