import { expect, test } from "vitest";
// @ts-expect-error: a script of the build has no types
import { encodeText, operations, standIns, withArithmetic } from "../../scripts/kernel-text.mjs";
import { kernels, operations as generated } from "../../src/engine/generated/kernels-wasm.ts";
import { readKernelText } from "../../src/engine/kernel-text.ts";
import { normals } from "../metrics/generator.ts";

test.each(["strict", "fused"] as const)("%s: all bytes, frequent and rare, and both operations come back", (arithmetic) => {
  const rare = Array.from({ length: 256 }, (_, byte) => byte);
  const frequent = Array.from(normals(5000, 1), (x) => Math.round(30 * x) & 255);
  const wasm = Uint8Array.from([...rare, ...standIns[0], ...frequent, ...standIns[1], ...standIns[0], ...rare]);
  const { text, frequent: bits } = encodeText(wasm);
  expect(text).toMatch(/^[ -~]*$/);
  expect(text).not.toMatch(/["'`\\$<]/);
  expect(readKernelText({ text, frequent: bits, bytes: wasm.length }, operations[arithmetic])).toEqual(
    withArithmetic(wasm, arithmetic),
  );
}); // prettier-ignore

test("the operations that ship are those of the build, and of both arithmetics as long", () => {
  expect(generated).toEqual(operations);
  for (const pair of Object.values(generated)) expect(pair.map(({ length }) => length)).toEqual([3, 3]);
  expect(kernels.text.length).toBeLessThan(1.1 * kernels.bytes);
});
