import { beforeAll, describe, expect, test } from "vitest";
import { PURPOSE, seedKey, stepKey, threefry2x32, type Words } from "../reference/threefry.ts";
import { guardedMemory, type Block, type GuardedMemory } from "./memory.ts";

let memory: GuardedMemory;
let out: Block;
beforeAll(async () => {
  memory = await guardedMemory();
  out = memory.block(8);
});

const hex = (words: ArrayLike<number>) => Array.from(words, (w) => w.toString(16).padStart(8, "0")).join(" ");

function kernelWords(key: Words, counter: Words): Uint32Array {
  memory.kernels.threefry(out.at, ...key, ...counter);
  return out.u32.slice(0, 2);
}

describe("threefry", () => {
  test.each([
    [[0, 0], [0, 0], "6b200159 99ba4efe"],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "1cb996fc bb002be7"],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], "c4923a9c 483df7a0"],
  ] as const)("known answer of Random123: key %o, counter %o", (key, counter, expected) => {
    expect(hex(kernelWords(key, counter))).toBe(expected);
  });

  test("equals the reference bit for bit at 20,000 keys and counters", () => {
    let words: Words = [1, 2];
    const wrong: string[] = [];
    for (let k = 0; k < 20000; k++) {
      const key = threefry2x32([3, 4], words);
      const counter = threefry2x32([5, 6], words);
      words = threefry2x32(key, counter);
      const [w0, w1] = kernelWords(key, counter);
      if (w0 !== words[0] || w1 !== words[1]) wrong.push(`key ${hex(key)}, counter ${hex(counter)}`);
    }
    expect(wrong).toEqual([]);
  });

  test("every single bit of key and counter counts: 128 neighbors of (0, 0) equal the reference and differ", () => {
    const seen = new Set<string>();
    for (let bit = 0; bit < 128; bit++) {
      const words = [0, 0, 0, 0];
      words[bit >> 5] = (1 << (bit & 31)) >>> 0;
      const [key, counter]: [Words, Words] = [
        [words[0], words[1]],
        [words[2], words[3]],
      ];
      const actual = hex(kernelWords(key, counter));
      expect(actual).toBe(hex(threefry2x32(key, counter)));
      seen.add(actual);
    }
    expect(seen.size).toBe(128);
  });
});

describe("stepKey", () => {
  test.each([0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1])("equals the reference for every purpose, seed %i", (seed) => {
    for (const purpose of Object.values(PURPOSE)) {
      for (const [a, b] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [0x7fffffff, 0xffffffff],
      ] as const) {
        memory.kernels.stepKey(out.at, ...seedKey(seed), purpose, a, b);
        expect(hex(out.u32.subarray(0, 2))).toBe(hex(stepKey(seed, purpose, a, b)));
      }
    }
  });
});
