import { drawText, writePng } from "../kit/canvas.ts";
import { logAxis } from "../kit/log-axis.ts";
import type { Curve } from "./curves.ts";

const BOX = { left: 80, top: 50, width: 620, height: 420 };
const COLORS = ["#a63d1e", "#d98b2b", "#1b3a5c", "#5b8fc7", "#8a8f98", "#3f7d4e", "#8fbf6a", "#7a4b94", "#1c1e21"];

/** Error against evaluations, both axes logarithmic. */
export function drawCurves(name: string, curves: readonly Curve[], floor: number): string {
  const points = curves.flatMap((curve) => curve.points);
  const x = logAxis(points.map(({ evaluations }) => evaluations));
  const y = logAxis([floor, ...points.map(({ error }) => error)]);
  const across = (value: number): number => BOX.left + BOX.width * x(value);
  const down = (value: number): number => BOX.top + BOX.height * (1 - y(value));
  const size = { width: BOX.left + BOX.width + 240, height: BOX.top + BOX.height + 70 };
  return writePng("quality-curves.png", size, (context) => {
    drawText(context, `${name}: sliced W2 to real rows against evaluations of the network`, BOX.left, 30, { size: 16 });
    context.strokeStyle = "#b9bec5";
    context.strokeRect(BOX.left, BOX.top, BOX.width, BOX.height);
    for (const evaluations of curves[0].points.map((point) => point.evaluations))
      drawText(context, String(evaluations), across(evaluations), BOX.top + BOX.height + 22, { align: "center" });
    for (const tick of [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5])
      if (y(tick) >= 0 && y(tick) <= 1)
        drawText(context, String(tick), BOX.left - 8, down(tick) + 5, { align: "right" });
    context.setLineDash([5, 5]);
    context.beginPath();
    context.moveTo(BOX.left, down(floor));
    context.lineTo(BOX.left + BOX.width, down(floor));
    context.stroke();
    context.setLineDash([]);
    drawText(context, "two sets of real rows", BOX.left + 8, down(floor) - 6, { size: 12, color: "#6a7078" });
    curves.forEach(({ sampler, points }, k) => {
      context.strokeStyle = COLORS[k % COLORS.length];
      context.lineWidth = 2;
      context.beginPath();
      points.forEach(({ evaluations, error }) => context.lineTo(across(evaluations), down(error)));
      context.stroke();
      const last = { x: BOX.left + BOX.width + 16, y: BOX.top + 16 + 24 * k };
      context.fillStyle = COLORS[k % COLORS.length];
      context.fillRect(last.x, last.y - 9, 14, 10);
      drawText(context, sampler, last.x + 22, last.y, { size: 13 });
    });
  });
}
