import { directions } from "../../numerics/draws.ts";
import type { CategoryBlock } from "../category-block.ts";
import { centerCodes, EDGE } from "./code.ts";

/** Coordinates of a spread code, however many levels it has. */
export const SPREAD_SIZE = 16;

const STEPS = 40;
/** Pairs of levels that the steps look at together, at most: a second or two. */
const MOST_PAIRS = 1 << 26;

/**
 * K levels in 16 coordinates: random directions, the same on every call, that repel one another, scaled to a least distance
 * of 2 and moved so that Σ π_k·v_k = 0.
 *
 * @param probabilities  π: positive numbers that sum to 1
 */
export function spreadCode(probabilities: ArrayLike<number>): CategoryBlock {
  const levels = probabilities.length;
  const codes = directions(levels, SPREAD_SIZE, 0);
  const steps = Math.min(STEPS, Math.floor(MOST_PAIRS / ((levels * (levels - 1)) / 2)));
  for (let step = 0; step < steps; step++) repel(codes, levels, 0.5 * (1 - step / steps));
  const scale = EDGE / leastDistance(codes, levels);
  for (let i = 0; i < codes.length; i++) codes[i] *= scale;
  centerCodes(codes, probabilities);
  return { codes, probabilities: Float64Array.from(probabilities) };
}

/**
 * Moves every direction away from the others, by `reach` of the distance to its nearest, with forces ∝ distance⁻¹⁷, in
 * which the nearest count most.
 */
function repel(points: Float64Array, count: number, reach: number): void {
  const forces = new Float64Array(points.length);
  const nearest = new Float64Array(count).fill(Infinity);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const square = squaredDistance(points, i, j);
      nearest[i] = Math.min(nearest[i], square);
      nearest[j] = Math.min(nearest[j], square);
      const fourth = square * square * square * square;
      const force = 1 / (fourth * fourth * square);
      for (let c = 0; c < SPREAD_SIZE; c++) {
        const push = force * (points[i * SPREAD_SIZE + c] - points[j * SPREAD_SIZE + c]);
        forces[i * SPREAD_SIZE + c] += push;
        forces[j * SPREAD_SIZE + c] -= push;
      }
    }
  for (let i = 0; i < count; i++) {
    const force = forces.subarray(i * SPREAD_SIZE, (i + 1) * SPREAD_SIZE);
    const point = points.subarray(i * SPREAD_SIZE, (i + 1) * SPREAD_SIZE);
    const step = (reach * Math.sqrt(nearest[i])) / lengthOf(force);
    for (let c = 0; c < SPREAD_SIZE; c++) point[c] += step * force[c];
    const length = lengthOf(point);
    for (let c = 0; c < SPREAD_SIZE; c++) point[c] /= length;
  }
}

function leastDistance(points: Float64Array, count: number): number {
  let least = Infinity;
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) least = Math.min(least, squaredDistance(points, i, j));
  return Math.sqrt(least);
}

function squaredDistance(points: Float64Array, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < SPREAD_SIZE; c++) {
    const difference = points[i * SPREAD_SIZE + c] - points[j * SPREAD_SIZE + c];
    sum += difference * difference;
  }
  return sum;
}

function lengthOf(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}
