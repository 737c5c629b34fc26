import type { Flow } from "./flow.ts";

/** Paths that are drawn at once, at most: more are a tangle. */
export const MOST_PATHS = 12;

/** Where a particle was at every frame, (frames, 2). */
export function pathOf({ count, frames, sigmas }: Flow, particle: number): Float64Array {
  const path = new Float64Array(2 * sigmas.length);
  for (let frame = 0; frame < sigmas.length; frame++)
    for (let i = 0; i < 2; i++) path[2 * frame + i] = frames[2 * (frame * count + particle) + i];
  return path;
}

/** Where every particle is at a moment between two frames, (count, 2). */
export function positionsAt({ count, frames, sigmas }: Flow, moment: number): Float64Array {
  const from = Math.max(0, Math.min(Math.floor(moment), sigmas.length - 2));
  const part = moment - from;
  const [a, b] = [2 * count * from, 2 * count * (from + 1)];
  return Float64Array.from({ length: 2 * count }, (_, i) => frames[a + i] + part * (frames[b + i] - frames[a + i]));
}

/** The particle nearest to a place, by distances that `units` are 1 of across and upwards. */
export function nearestParticle(
  positions: Float64Array,
  [x, y]: readonly [number, number],
  units: readonly [number, number],
): number {
  let [nearest, least] = [0, Infinity];
  for (let k = 0; k < positions.length / 2; k++) {
    const distance = ((positions[2 * k] - x) / units[0]) ** 2 + ((positions[2 * k + 1] - y) / units[1]) ** 2;
    if (distance < least) [nearest, least] = [k, distance];
  }
  return nearest;
}

/** Chosen particles with one more, or without it if it was one; the first gives way when they are too many. */
export function toggled(chosen: readonly number[], particle: number): number[] {
  if (chosen.includes(particle)) return chosen.filter((other) => other !== particle);
  return [...chosen, particle].slice(-MOST_PATHS);
}

/** Particles far from each other: the first, then always the one whose nearest chosen one is farthest. */
export function spreadOut(positions: Float64Array, count: number): number[] {
  const distances = new Float64Array(positions.length / 2).fill(Infinity);
  const chosen: number[] = [];
  for (let next = 0; chosen.length < Math.min(count, distances.length); next = farthest(distances)) {
    chosen.push(next);
    for (let k = 0; k < distances.length; k++) {
      const [dx, dy] = [0, 1].map((i) => positions[2 * k + i] - positions[2 * next + i]);
      distances[k] = Math.min(distances[k], dx * dx + dy * dy);
    }
  }
  return chosen;
}

function farthest(distances: Float64Array): number {
  return distances.reduce((best, distance, k) => (distance > distances[best] ? k : best), 0);
}
