import { beforeAll, describe, expect, test } from "vitest";
import { UNIT_ROUNDOFF as u } from "../reference/bounds.ts";
import { testData } from "../reference/gradient-check.ts";
import { langevinUpdate } from "../reference/langevin.ts";
import { PURPOSE, seedKey, stepKey } from "../reference/threefry.ts";
import { firstBeyond, guardedMemory, type GuardedMemory } from "./memory.ts";
import { normalsWithBound } from "./normal-bound.ts";
import { TILE_ROWS } from "./panels.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

const SIZES = Array.from({ length: 18 }, (_, n) => n);
const data = (count: number, seed: number) => Float32Array.from(testData(count, seed));
const SEED = 2 ** 40 + 9;
const [SEED0, SEED1] = seedKey(SEED);
const [level, step] = [3, 17];
const scratchWords = (dim: number) => 2 * Math.ceil(dim / 8) * TILE_ROWS * 8 + 8;

/** a, b, c, e */
type Coefficients = readonly [number, number, number, number];

/** What combineRows makes of rows whose first is `first`; with `into`, out is that operand's own place. */
function combined(
  operands: readonly Float32Array[],
  [a, b, c, e]: Coefficients,
  { dim, first, into = -1 }: { dim: number; first: number; into?: number },
): Float32Array {
  const [x, p, q] = operands.map((values) => memory.block(values));
  const scratch = memory.block(scratchWords(dim));
  const out = [x, p, q][into] ?? memory.block(x.length);
  memory.kernels.combineRows(
    ...([out.at, x.at, a, p.at, b, q.at, c, e, x.length / dim, dim] as const),
    ...([scratch.at, first, SEED0, SEED1, level, step] as const),
  );
  for (const [k, block] of [x, p, q].entries()) if (block !== out) expect(block.f32).toEqual(operands[k]);
  const result = out.f32.slice();
  memory.release();
  return result;
}

describe("combineRows: ((a·x + b·p) + c·q) + e·z", () => {
  test.each([...SIZES, 31, 32, 33, 64, 100])("%i rows of 1…33 columns: f64 within bounds", (count) => {
    for (const dim of [1, 2, 3, 4, 5, 8, 9, 17, 33])
      for (const coefficients of [
        [0.7, -1.3, 0.4, 2.1],
        [0.7, 0.2, 0, 2.1],
        [0, 1, -0.5, 0],
        [1, 0.01, 0, 0],
      ] as const) {
        const [a, b, c, e] = coefficients;
        const operands = [1, 2, 3].map((seed) => data(count * dim, seed));
        const [x, p, q] = operands;
        const { exact: z, bound } = normalsWithBound(stepKey(SEED, PURPOSE.steps, level, step), count, dim, 1000);
        const exact = z.map((n, i) => a * x[i] + b * p[i] + c * q[i] + e * n);
        // Each term is rounded five times at most: its coefficient, the product, three sums
        const bounds = bound.map((d, i) => {
          const size =
            Math.abs(a * x[i]) + Math.abs(b * p[i]) + Math.abs(c * q[i]) + Math.abs(e) * (Math.abs(z[i]) + d);
          return Math.abs(e) * d + 5 * u * (1 + 8 * u) * size;
        });
        const actual = combined(operands, coefficients, { dim, first: 1000 });
        expect(firstBeyond(actual, exact, bounds), `${dim} columns`).toBeUndefined();
      }
  });

  test("in the place of x, of p, and of q where c is 0: the same bits", () => {
    const [count, dim] = [70, 3];
    const operands = [1, 2, 3].map((seed) => data(count * dim, seed));
    for (const coefficients of [
      [0.7, -1.3, 0.4, 2.1],
      [0.7, 0.2, 0, 2.1],
    ] as const) {
      const how = { dim, first: 5 };
      const apart = combined(operands, coefficients, how);
      for (const into of coefficients[2] === 0 ? [0, 1, 2] : [0, 1])
        expect(combined(operands, coefficients, { ...how, into })).toEqual(apart);
    }
  });

  test("any split of the rows gives the same bits", () => {
    const [count, dim] = [70, 3];
    const operands = [1, 2, 3].map((seed) => data(count * dim, seed));
    const coefficients = [0.7, -1.3, 0.4, 2.1] as const;
    const whole = combined(operands, coefficients, { dim, first: 5 });
    for (const at of [1, 4, 31, 32, 33, 69].map((row) => row * dim)) {
      const [head, tail] = [operands.map((o) => o.slice(0, at)), operands.map((o) => o.slice(at))];
      expect(combined(head, coefficients, { dim, first: 5 })).toEqual(whole.slice(0, at));
      expect(combined(tail, coefficients, { dim, first: 5 + at / dim })).toEqual(whole.slice(at));
    }
  });

  test("a Langevin update is one of them", () => {
    const [count, dim, alpha] = [40, 2, 0.0371];
    const operands = [1, 2, 3].map((seed) => data(count * dim, seed));
    const { exact: z, bound } = normalsWithBound(stepKey(SEED, PURPOSE.steps, level, step), count, dim, 0);
    const exact = langevinUpdate(operands[0], operands[1], z, alpha);
    const bounds = bound.map((d) => d + 10 * u * 8);
    const actual = combined(operands, [1, alpha / 2, 0, Math.sqrt(alpha)], { dim, first: 0 });
    expect(firstBeyond(actual, exact, bounds)).toBeUndefined();
  });
});
