import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { currentNode } from "../../checks/engines/runtimes.ts";
import { commandLine } from "../../checks/same/command-line.ts";
import { differences, readGolden } from "../../checks/same/golden.ts";
import { columns } from "../../checks/same/matrix.ts";

// The cells of `npm run same -- --quick`, in processes of their own, from the built library
const library = new URL("../../dist/index.js", import.meta.url);
const golden = readGolden();

test("the library is built: npm run build makes dist/index.js", () => {
  expect(existsSync(library)).toBe(true);
});

describe.runIf(existsSync(library))("500 steps and 1,000 particles, whole, split and resumed: the golden bits", () => {
  const node = commandLine(currentNode, library);

  test.each(columns.filter(({ threads }) => threads <= 2))("$arithmetic, $threads thread(s)", async (cell) => {
    const { hashes, unsupported } = await node.run(cell);
    if (cell.arithmetic === "fused" && unsupported !== undefined) {
      expect(unsupported).toMatch(/expected an engine with fused multiply-add/);
      return;
    }
    expect(differences(hashes!, golden[cell.arithmetic])).toEqual([]);
  });

  test("every hash depends on the training: another seed changes all of them", async () => {
    const { hashes } = await node.run({ arithmetic: "strict", threads: 1, seedShift: 100 });
    const all = Object.entries(hashes!).flatMap(([size, ofSize]) =>
      Object.keys(ofSize).map((what) => `${size} ${what}`),
    );
    expect(all.length).toBe(33);
    expect(differences(hashes!, golden.strict)).toEqual(all);
  });

  test("strict and fused differ, and each has every size", () => {
    expect(Object.keys(golden.strict!)).toEqual(Object.keys(golden.fused!));
    expect(differences(golden.fused!, golden.strict).length).toBe(18);
  });
});

test("a hash that is missing is a difference", () => {
  expect(differences({ a: { samples: "1" } }, { a: { samples: "1", weights: "2" } })).toEqual(["a weights (missing)"]);
  expect(differences({ a: { "samples, split": "2" } }, { a: { samples: "1" } })).toEqual([
    "a samples (missing)",
    "a samples, split",
  ]);
});
