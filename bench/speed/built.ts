import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defaultRun, langevinRun, sampleRun, trainRun } from "./public-runs.ts";
import { Absent, serve, type Offer } from "./serve.ts";

// A build of this package by its public functions: `tsx built.ts <checkout> strict|fused 1|all`.

const [checkout, arithmetic, threads] = process.argv.slice(2) as [string, "strict" | "fused", "1" | "all"];
const path = join(checkout, "dist/index.js");
const library = (await import(pathToFileURL(path).href)) as typeof import("../../src/index.ts");

await serve(async (speedCase): Promise<Offer> => {
  const count = threads === "all" ? availableParallelism() : 1;
  const engine = await library.createEngine({ threads: count, arithmetic });
  if (engine.threads !== count) throw new Absent(engine.notice);
  const subject = { library, engine, speedCase };
  return {
    version: path,
    runs: {
      train: trainRun(subject),
      langevin: await langevinRun(subject),
      ...(speedCase.kinds.includes("default") && { default: defaultRun(subject) }),
      ...(speedCase.kinds.includes("sample") && { sample: await sampleRun(subject) }),
    },
  };
});
