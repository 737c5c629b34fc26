import { beforeAll, expect, test } from "vitest";
import { testData } from "../reference/gradient-check.ts";
import { guardedMemory, type GuardedMemory } from "./memory.ts";

let memory: GuardedMemory;
beforeAll(async () => void (memory = await guardedMemory()));

test("overwriteKnown: out ← known where that is not NaN, every size 0…17 and 100, infinities and −0 included", () => {
  for (const n of [...Array(18).keys(), 100])
    for (let pattern = 0; pattern < 8; pattern++) {
      const before = Float32Array.from(testData(n, 1));
      const known = Float32Array.from(testData(n, 2), (value, i) => [NaN, value, -0, NaN, Infinity][(i + pattern) % 5]);
      const [out, from] = [memory.block(before), memory.block(known)];
      memory.kernels.overwriteKnown(out.at, from.at, n);
      const result = out.f32.slice();
      expect(from.f32).toEqual(known);
      memory.release();
      for (let i = 0; i < n; i++) expect(result[i]).toBe(Number.isNaN(known[i]) ? before[i] : known[i]);
    }
});
