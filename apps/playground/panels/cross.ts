/** Half of each line of the cross that the keyboard moves over a picture, in pixels. */
const REACH = 9;
/** Where each arrow key leads, y upwards. */
const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The place from 0 to `side`, y upwards, to which an arrow key moves the cross, with Shift by the larger step; undefined for other keys. */
export function movedByArrow(
  { key, shiftKey }: KeyboardEvent,
  place: readonly [number, number],
  { side, step, largeStep }: { side: number; step: number; largeStep: number },
): [number, number] | undefined {
  const arrow = arrows[key];
  if (!arrow) return undefined;
  const [x, y] = place.map((at, i) => Math.min(side, Math.max(0, at + (shiftKey ? largeStep : step) * arrow[i])));
  return [x, y];
}

/** Draws the cross at a pixel. */
export function drawCross(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - REACH, y);
  context.lineTo(x + REACH, y);
  context.moveTo(x, y - REACH);
  context.lineTo(x, y + REACH);
  context.stroke();
}
