import { describe, expect, test } from "vitest";
import * as bullmq from "../../src/bullmq/index.ts";
import * as evaluation from "../../src/evaluation/index.ts";
import * as inference from "../../src/inference/index.ts";
import * as langevin from "../../src/index.ts";
import * as int16 from "../../src/int16/index.ts";
import * as metrics from "../../src/metrics/index.ts";
import * as node from "../../src/node.ts";
import * as onnx from "../../src/onnx/index.ts";
import * as shards from "../../src/shards/index.ts";
import * as sweeps from "../../src/sweep/index.ts";
import * as table from "../../src/table/index.ts";
import * as toys from "../../src/toys/index.ts";
import * as worker from "../../src/worker/index.ts";
import { isOneLetterFrom, misspellings } from "../kit/misspellings.ts";
import { withoutOptions, withOptions } from "./calls.ts";

test("every exported function is known to take options or not", () => {
  const functions = Object.entries({
    ...langevin,
    ...bullmq,
    ...evaluation,
    ...inference,
    ...metrics,
    ...node,
    ...shards,
    ...sweeps,
    ...onnx,
    ...int16,
    ...table,
    ...toys,
    ...worker,
  }).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
  expect(functions.filter((name) => !(name in withOptions) && !withoutOptions.includes(name))).toEqual([]);
});

describe("an option misspelled by one letter is refused, and the right one named", () => {
  test.each(Object.keys(withOptions))("%s", async (name) => {
    const [call, names] = withOptions[name];
    for (const right of names)
      for (const wrong of misspellings(right)) {
        if (wrong === "" || names.includes(wrong)) continue;
        const refused = (async () => call({ [wrong]: undefined }))();
        await expect(refused, wrong).rejects.toMatchObject({
          code: "invalid-argument",
          message: expect.stringMatching(/: expected option "\w+", got "/),
        });
        const isOneOfTwo = names.some((other) => other !== right && isOneLetterFrom(wrong, other));
        if (right.length > 3 && !isOneOfTwo)
          await expect(refused).rejects.toThrow(`expected option "${right}", got "${wrong}"`);
      }
  });
});
