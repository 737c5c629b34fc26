import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DensityName } from "../../src/toys/index.ts";
import { excessNats } from "./excess.ts";
import { densityRows } from "./train-density.ts";

// A default training of a build of this package, step by step: `tsx time-trainer.ts <checkout> <density> <steps>`, forked.

export type Order = { advance: number } | { evaluate: number };
/** Seconds of the steps that were asked for, or ln p − ln q of so many rows from p. */
export type Report = { seconds: number } | { excess: number[] };

const [checkout, name, steps] = process.argv.slice(2) as [string, DensityName, string];
const url = pathToFileURL(join(checkout, "dist/index.js")).href;
const { createEngine, createScoreNetwork, logDensity, train } = (await import(
  url
)) as typeof import("../../src/index.ts");

const engine = await createEngine();
const network = createScoreNetwork(engine, { dim: 2 });
const training = train(network, densityRows(name), { sigmas: "auto", steps: Number(steps) })[Symbol.asyncIterator]();

async function advance(count: number): Promise<Report> {
  const began = performance.now();
  for (let k = 0; k < count; k++) await training.next();
  return { seconds: (performance.now() - began) / 1000 };
}

async function evaluate(count: number): Promise<Report> {
  return { excess: Array.from(await excessNats(logDensity, network, name, count)) };
}

process.on("message", (order: Order) => {
  void ("advance" in order ? advance(order.advance) : evaluate(order.evaluate)).then((report) => process.send!(report));
});
process.on("disconnect", () => process.exit());
