import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { colors, drawFrame, drawPoints, drawText, makeAxis, type Axis } from "./plot.ts";
import { formatCount } from "./table.ts";

export interface PictureOptions {
  title: string;
  /** Labels of both columns, with the unit. */
  labels: [string, string];
  /** What each axis shows. */
  frame: [number, number][];
  /** Length of a unit of the second column over that of the first, for maps. */
  aspect: number;
}

/** Rows under a name, (n, 2) row-major. */
export interface NamedRows {
  name: string;
  rows: Float64Array;
}

/** From one panel's left edge to the next one's. */
const PANEL = 790;
/** Rows that a panel shows at most. */
const SHOWN = 100_000;

/**
 * A PNG of data beside sets of samples on the same axes, a scatter plot each.
 *
 * @param data  (n, 2) row-major and in random order, as are the samples; of all, equally many rows are shown, the first ones
 */
export function drawPicture(data: Float64Array, samples: NamedRows[], options: PictureOptions): Buffer {
  const { title, labels, frame, aspect } = options;
  const [x, y] = labels.map((label, d) => makeAxis(label, frame[d], 6));
  const room = { width: 690, height: 520 };
  const natural = (aspect * (y.max - y.min)) / (x.max - x.min);
  const width = Math.min(room.width, room.height / natural);
  const height = width * natural;
  const sets = [
    { name: "Data", color: colors.data, rows: data },
    ...samples.map((set, k) => ({ ...set, color: colors.samples[k] })),
  ];
  const shown = Math.min(...sets.map(({ rows }) => rows.length / 2), SHOWN);
  const { context, finish } = startPicture(20 + PANEL * sets.length, Math.round(height) + 180, title);
  for (const [k, { name, color, rows }] of sets.entries()) {
    const box = { left: 90 + k * PANEL + (room.width - width) / 2, top: 108, width, height };
    const points = rows.subarray(0, 2 * shown);
    drawFrame(context, box, x, y);
    drawPoints(context, box, x, y, points, color);
    drawText(context, name, box.left, 94, { size: 18, bold: true, color });
    const note = { size: 13, color: colors.quiet, align: "right" } as const;
    drawText(context, countRows(points, [x, y]), box.left + width, 94, note);
  }
  return finish();
}

function startPicture(width: number, height: number, title: string): { context: SKRSContext2D; finish: () => Buffer } {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  drawText(context, title, 90, 48, { size: 23, bold: true, maxWidth: width - 120 });
  return { context, finish: () => canvas.toBuffer("image/png") };
}

/** "20,000 rows, 12 outside the frame" */
function countRows(rows: Float64Array, axes: Axis[]): string {
  let outside = 0;
  for (let i = 0; i < rows.length; i += 2)
    if (!axes.every(({ min, max }, d) => rows[i + d] >= min && rows[i + d] <= max)) outside++;
  return `${formatCount(rows.length / 2)} rows` + (outside > 0 ? `, ${formatCount(outside)} outside the frame` : "");
}
