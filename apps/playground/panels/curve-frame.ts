import { theme } from "./surface.ts";

const MARGIN = { left: 34, right: 8, top: 8, bottom: 20 };

/** Lines at three losses, with numbers, and what stands at both ends below; gives the places of a point on it. */
export function drawFrame(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { losses, ends: [first, last] }: { losses: readonly number[]; ends: readonly [string, string] },
): { x(part: number): number; y(loss: number): number } {
  const { left, right, top, bottom } = MARGIN;
  const [low, high] = losses.length > 0 ? [Math.min(...losses), Math.max(...losses)] : [0, 1];
  const room = 0.08 * (high - low) || 0.1;
  const [least, most] = [Math.max(0, low - room), high + room];
  const x = (part: number): number => left + part * (width - left - right);
  const y = (loss: number): number => height - bottom - ((loss - least) / (most - least)) * (height - top - bottom);
  const { line, quiet } = theme();

  context.strokeStyle = line;
  context.fillStyle = quiet;
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.lineWidth = 1;
  for (const t of [0, 0.5, 1]) {
    const loss = least + t * (most - least);
    const at = Math.round(y(loss)) + 0.5;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(width - right, at);
    context.stroke();
    context.fillText(loss.toFixed(2), left - 5, at);
  }
  context.textBaseline = "bottom";
  context.fillText(last, width - right, height);
  context.textAlign = "left";
  context.fillText(first, left, height);
  return { x, y };
}
