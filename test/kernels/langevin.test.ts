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

/** Each of the three terms is rounded three times at most (its factor, the product, a sum), the last sum once more. */
const updateBound = (x: number, drift: number, noise: number) =>
  4 * u * (1 + 8 * u) * (Math.abs(x) + Math.abs(drift) + Math.abs(noise));

describe("langevinUpdate", () => {
  test("x + (α/2)·score + √α·z at every size that is a multiple of 4 up to 68", () => {
    for (let n = 0; n <= 68; n += 4) {
      const alpha = 0.0371;
      const [x, score, z] = [data(n, 1), data(n, 2), data(n, 3)];
      const blocks = [x, score, z].map((values) => memory.block(values));
      const [xAt, scoreAt, zAt] = blocks.map((block) => block.at);
      memory.kernels.langevinUpdate(xAt, scoreAt, zAt, alpha / 2, Math.sqrt(alpha), n * 4);
      const bound = x.map((value, i) => updateBound(value, (alpha / 2) * score[i], Math.sqrt(alpha) * z[i]));
      expect(firstBeyond(blocks[0].f32, langevinUpdate(x, score, z, alpha), bound)).toBeUndefined();
      expect(blocks[1].f32).toEqual(score);
      expect(blocks[2].f32).toEqual(z);
      memory.release();
    }
  });
});

const SEED = 2 ** 40 + 9;
const [SEED0, SEED1] = seedKey(SEED);
const scratchWords = (dim: number) => 3 * Math.ceil(dim / 8) * TILE_ROWS * 8 + 8;

describe("startRows", () => {
  test.each([...SIZES, 31, 32, 33, 64, 100])("%i rows of 1…17 and 33 columns: mean + std·z within bounds", (count) => {
    for (const dim of [...SIZES.slice(1), 33]) {
      const [mean, std] = [data(dim, 1), data(dim, 2).map(Math.abs)];
      const contents = [count * dim, mean, std, scratchWords(dim)];
      const [x, meanBlock, stdBlock, scratch] = contents.map((content) => memory.block(content));
      memory.kernels.startRows(
        ...([x.at, count, dim, meanBlock.at, stdBlock.at, 0, scratch.at, 1000] as const),
        ...([SEED0, SEED1] as const),
      );
      const { exact: z, bound } = normalsWithBound(stepKey(SEED, PURPOSE.start), count, dim, 1000);
      const exact = z.map((value, i) => mean[i % dim] + std[i % dim] * value);
      const bounds = bound.map(
        (b, i) => std[i % dim] * b * (1 + 4 * u) + 2 * u * (Math.abs(mean[i % dim]) + Math.abs(std[i % dim] * z[i])),
      );
      expect(firstBeyond(x.f32, exact, bounds), `${dim} columns`).toBeUndefined();
      memory.release();
    }
  });

  test.each([1, 31, 40])(
    "%i rows of three laws: each row's numbers are those under its law alone, bit for bit",
    (count) => {
      for (const dim of [1, 3, 9]) {
        const [mean, std] = [data(3 * dim, 1), data(3 * dim, 2)];
        const lawOf = Int32Array.from({ length: count }, (_, r) => (r * r) % 3);
        const start = (of: Int32Array | undefined, means: Float32Array, stds: Float32Array): Float32Array => {
          const [x, meanBlock, stdBlock, ofBlock, scratch] = [count * dim, means, stds, count, scratchWords(dim)].map(
            (content) => memory.block(content),
          );
          if (of) ofBlock.u32.set(of);
          memory.kernels.startRows(
            ...([x.at, count, dim, meanBlock.at, stdBlock.at, of ? ofBlock.at : 0, scratch.at, 7] as const),
            ...([SEED0, SEED1] as const),
          );
          const result = x.f32.slice();
          memory.release();
          return result;
        };
        const part = (values: Float32Array, law: number): Float32Array => values.slice(law * dim, (law + 1) * dim);
        const alone = [0, 1, 2].map((law) => start(undefined, part(mean, law), part(std, law)));
        const all = start(lawOf, mean, std);
        lawOf.forEach((law, r) =>
          expect(all.slice(r * dim, (r + 1) * dim)).toEqual(alone[law].slice(r * dim, (r + 1) * dim)),
        );
      }
    },
  );
});
