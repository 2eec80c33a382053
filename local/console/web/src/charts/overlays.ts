import type uPlot from 'uplot';

/** A labelled line across the chart, on the value axis. */
export interface Threshold {
  readonly value: number;
  readonly label: string;
  /** Shown however far the data is from it. */
  readonly always?: boolean;
}

/** A span of time to be marked: a firing alert is shaded, an injected fault is hatched. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: 'incident' | 'fault';
}

interface Colours {
  readonly threshold: string;
  readonly incident: string;
  readonly fault: string;
}

/** Draws spans behind the lines. */
export function drawSpans(chart: uPlot, spans: readonly Span[], colours: Colours): void {
  const { ctx, bbox } = chart;
  for (const { from, to, kind } of spans) {
    const left = Math.max(bbox.left, chart.valToPos(from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(to, 'x', true));
    if (right <= left) continue;
    ctx.save();
    ctx.fillStyle = kind === 'fault' ? hatch(ctx, colours.fault) : colours.incident;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.restore();
  }
}

/** Draws thresholds over the lines, with their labels at the left edge. */
export function drawThresholds(chart: uPlot, thresholds: readonly Threshold[], colours: Colours): void {
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colours.threshold;
  ctx.fillStyle = colours.threshold;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.setLineDash([4 * pixel, 4 * pixel]);
  ctx.lineWidth = pixel;
  ctx.font = `${11 * pixel}px system-ui, sans-serif`;
  for (const { value, label } of thresholds) {
    const y = chart.valToPos(value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Above its line, unless that would be outside the picture.
    const above = y - bbox.top > LABEL_HEIGHT * pixel;
    ctx.fillText(label, bbox.left + 4 * pixel, above ? y - 4 * pixel : y + LABEL_HEIGHT * pixel);
  }
  ctx.restore();
}

const HATCH_SIZE = 8;
/** Of a threshold's label and the space around it, in CSS pixels. */
const LABEL_HEIGHT = 13;

function hatch(ctx: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = HATCH_SIZE;
  tile.height = HATCH_SIZE;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(0, HATCH_SIZE);
  pen.lineTo(HATCH_SIZE, 0);
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? colour;
}
