import type { SKRSContext2D } from "@napi-rs/canvas";
import { drawText, writePng } from "../kit/canvas.ts";
import { logAxis } from "../kit/log-axis.ts";
import type { ScalingRow } from "./scaling.ts";

const BOX = { left: 80, top: 60, width: 360, height: 320 };
const GAP = 90;
const COLORS = ["#1b3a5c", "#a63d1e"];
const GREY = "#6a7078";

/** A training step's time against the network's width and against the rows of a batch, both axes logarithmic. */
export function drawScaling(rows: readonly ScalingRow[]): string {
  const panels = [
    { title: "512 rows, 3 layers of a width of", of: "width", rows: rows.filter((row) => row.rows === 512) },
    { title: "3 layers of 128, rows in a batch", of: "rows", rows: rows.filter((row) => row.width === 128) },
  ] as const;
  const size = { width: BOX.left + 2 * BOX.width + GAP + 30, height: BOX.top + BOX.height + 60 };
  return writePng("speed-scaling.png", size, (context) => {
    const threads = [...new Set(rows.map((row) => row.threads))];
    drawText(context, "A training step, milliseconds", BOX.left, 26, { size: 16 });
    threads.forEach((count, k) => {
      const label = count === 1 ? "1 thread" : `${count} threads`;
      drawText(context, label, BOX.left + 300 + 110 * k, 26, { color: COLORS[k] });
    });
    drawText(context, "dashed: in proportion to weights and rows", BOX.left + 530, 26, { size: 12, color: GREY });
    panels.forEach((panel, k) => drawPanel(context, BOX.left + k * (BOX.width + GAP), panel));
  });
}

interface Panel {
  title: string;
  of: "width" | "rows";
  rows: readonly ScalingRow[];
}

function drawPanel(context: SKRSContext2D, left: number, { title, of, rows }: Panel): void {
  const sorted = [...new Map(rows.map((row) => [`${row[of]} ${row.threads}`, row])).values()];
  sorted.sort((a, b) => a[of] - b[of]);
  const last = sorted.filter((row) => row.threads === 1).at(-1)!;
  const proportional = (row: ScalingRow): number => (last.ours * row.weights * row.rows) / last.weights / last.rows;
  const x = logAxis(sorted.map((row) => row[of]));
  const y = logAxis(sorted.map((row) => row.ours));
  const across = (value: number): number => left + BOX.width * x(value);
  const down = (value: number): number => BOX.top + BOX.height * (1 - y(value));
  context.strokeStyle = "#b9bec5";
  context.lineWidth = 1;
  context.strokeRect(left, BOX.top, BOX.width, BOX.height);
  drawText(context, title, left + BOX.width / 2, BOX.top + BOX.height + 46, { align: "center", size: 13 });
  const bottom = BOX.top + BOX.height + 20;
  for (const value of new Set(sorted.map((row) => row[of])))
    drawText(context, value.toLocaleString("en"), across(value), bottom, { align: "center", size: 12 });
  for (const tick of [0.1, 1, 10, 100, 1000, 10_000])
    if (y(tick) >= 0 && y(tick) <= 1)
      drawText(context, tick.toLocaleString("en"), left - 8, down(tick) + 5, { align: "right", size: 12 });
  const line = (points: readonly (readonly [number, number])[]): void => {
    context.beginPath();
    for (const [value, millis] of points) context.lineTo(across(value), down(millis));
    context.stroke();
  };
  context.save();
  context.beginPath();
  context.rect(left, BOX.top, BOX.width, BOX.height);
  context.clip();
  context.strokeStyle = GREY;
  context.setLineDash([5, 5]);
  const single = sorted.filter((row) => row.threads === 1);
  line(single.map((row) => [row[of], proportional(row)]));
  context.setLineDash([]);
  context.lineWidth = 2;
  [...new Set(sorted.map((row) => row.threads))].forEach((count, k) => {
    const points = sorted.filter((row) => row.threads === count);
    context.strokeStyle = context.fillStyle = COLORS[k];
    line(points.map((row) => [row[of], row.ours]));
    for (const row of points) context.fillRect(across(row[of]) - 3, down(row.ours) - 3, 6, 6);
  });
  context.restore();
}
