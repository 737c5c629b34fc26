import { beforeAll, expect, test } from "vitest";
import * as evaluation from "../../src/evaluation/index.ts";
import * as library from "../../src/index.ts";
import * as table from "../../src/table/index.ts";
import type * as workerApi from "../../src/worker/index.ts";
import { PATH_IN_PAGES, smallEvaluation, type Library } from "./small-evaluation.ts";

const inPage = typeof document === "object";
const local = (): Promise<string> => smallEvaluation({ ...library, ...table, ...evaluation });

let inNode: string;
beforeAll(async () => {
  inNode = inPage ? await (await fetch(PATH_IN_PAGES)).text() : await local();
});

test.runIf(inPage)("a page finds out what Node does, to the digit", async () => {
  expect(await local()).toBe(inNode);
});

test("so does a worker", async () => {
  const langevin = await startWorker();
  try {
    expect(await smallEvaluation(langevin as unknown as Library)).toBe(inNode);
    expect(JSON.parse(inNode)).toMatchObject({ rows: { real: 120, synthetic: 120, holdout: 120 } });
  } finally {
    langevin.dispose();
  }
});

/** The sources in a page, where modules are compiled one by one; the built library in Node, where a worker starts from a file. */
async function startWorker(): Promise<workerApi.LangevinWorker> {
  const file = inPage ? "../../src/worker/index.ts" : "../../dist/worker.js";
  const { startWorker: start } = (await import(new URL(file, import.meta.url).href)) as typeof workerApi;
  return inPage
    ? start({ worker: new Worker(new URL("../../src/worker/main.ts", import.meta.url), { type: "module" }) })
    : start();
}
