import { limits } from "./data-spec.ts";

/** Distance between the dabs of a stroke, in 1/255 of the sheet. */
const SPACING = 3;

/** Dabs on a sheet of 256 × 256: strokes become dabs at equal distances, so that slow and quick strokes count alike. */
export class Drawing {
  private readonly points: number[] = [];
  private last: [number, number] | undefined;

  get count(): number {
    return this.points.length / 2;
  }

  get full(): boolean {
    return this.count >= limits.dabs;
  }

  /** (n, 2) */
  get dabs(): Uint8Array {
    return Uint8Array.from(this.points);
  }

  clear(): void {
    this.points.length = 0;
    this.last = undefined;
  }

  /** Puts dabs there instead. */
  load(dabs: Uint8Array): void {
    this.clear();
    for (const value of dabs) this.points.push(value);
  }

  /** Begins a stroke at a place of the sheet, 0…255 both ways. */
  begin(x: number, y: number): void {
    this.last = [x, y];
    this.dab(x, y);
  }

  /** Goes on with the stroke to a place. */
  extend(x: number, y: number): void {
    if (!this.last) return this.begin(x, y);
    const [fromX, fromY] = this.last;
    const distance = Math.hypot(x - fromX, y - fromY);
    const steps = Math.floor(distance / SPACING);
    for (let k = 1; k <= steps; k++) {
      const t = (k * SPACING) / distance;
      this.dab(fromX + t * (x - fromX), fromY + t * (y - fromY));
    }
    // What is left over of the distance counts for the next piece
    const t = (steps * SPACING) / (distance || 1);
    this.last = [fromX + t * (x - fromX), fromY + t * (y - fromY)];
  }

  end(): void {
    this.last = undefined;
  }

  private dab(x: number, y: number): void {
    if (this.full) return;
    for (const value of [x, y]) this.points.push(Math.round(Math.min(255, Math.max(0, value))));
  }
}
