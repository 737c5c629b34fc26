import { expect, it } from "vitest";
import type { Flow } from "../../../apps/playground/flow.ts";
import {
  MOST_PATHS,
  nearestParticle,
  pathOf,
  positionsAt,
  spreadOut,
  toggled,
} from "../../../apps/playground/paths.ts";

/** Particle k at frame f is at (10k + f, 1 − k). */
const flow: Flow = {
  count: 3,
  sigmas: Float64Array.of(5, 2, 1, 0),
  frames: Float64Array.from({ length: 24 }, (_, i) => {
    const [frame, k] = [Math.floor(i / 6), Math.floor((i % 6) / 2)];
    return i % 2 === 0 ? 10 * k + frame : 1 - k;
  }),
};

it("a path is where one particle was at every frame", () => {
  expect(Array.from(pathOf(flow, 2))).toEqual([20, -1, 21, -1, 22, -1, 23, -1]);
  expect(Array.from(pathOf(flow, 0))).toEqual([0, 1, 1, 1, 2, 1, 3, 1]);
});

it("between two frames particles are on the line from one to the other; at the last they are the samples", () => {
  expect(Array.from(positionsAt(flow, 1.5))).toEqual([1.5, 1, 11.5, 0, 21.5, -1]);
  expect(positionsAt(flow, 3)).toEqual(flow.frames.slice(18));
  expect(positionsAt(flow, 0)).toEqual(flow.frames.slice(0, 6));
});

it("the nearest particle is nearest as it looks, not in the columns' units", () => {
  const positions = Float64Array.of(0, 0, 10, 1000, 40, 0);
  expect(nearestParticle(positions, [9, 400], [1, 1000])).toBe(1);
  expect(nearestParticle(positions, [9, 400], [1, 1])).toBe(0);
});

it("choosing a particle twice lets it go; of too many, the first gives way", () => {
  expect(toggled([4, 7], 9)).toEqual([4, 7, 9]);
  expect(toggled([4, 7, 9], 7)).toEqual([4, 9]);
  const many = Array.from({ length: MOST_PATHS }, (_, k) => k);
  expect(toggled(many, 99)).toEqual([...many.slice(1), 99]);
});

it("particles that are spread out: corners before the middle, none twice, all where they are few", () => {
  const square = Float64Array.of(0.1, 0.1, 1, 1, 0.5, 0.5, 1, 0, 0, 1);
  expect(spreadOut(square, 4).sort()).toEqual([0, 1, 3, 4]);
  expect(spreadOut(square, 9).sort()).toEqual([0, 1, 2, 3, 4]);
});
