/**
 * The networks of the playground against those of `train` with the library's defaults: trains each density by the page's
 * session and compares it with the file that apps/playground/train-shipped.ts wrote, bit by bit and in nats.
 *
 * npm run check:playground [-- names of densities]
 */
import { createEngine, loadModel, logDensity, type ScoreNetwork } from "langevin";
import { densities, densityOf, type DensityName } from "../../apps/playground/densities.ts";
import { Session } from "../../apps/playground/session.ts";
import { defaults } from "../../apps/playground/settings.ts";
import { loadShipped } from "../../apps/playground/train-shipped.ts";

/** Nats that the page's densities may differ by from the library's. */
const ALLOWED = 0.02;
const ROWS = 2000;

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(densities);
const engine = await createEngine();
let failed = 0;
console.log(`${defaults.steps} steps; KL: mean ln p − ln q of ${ROWS} new rows, in nats`);
for (const name of names as DensityName[]) {
  const library = loadShipped(engine, name);
  const session = new Session();
  await session.train({ ...defaults, data: { kind: "density", name } }, () => undefined);
  const page = loadModel(engine, await session.model());
  const same = bitsOf(page).equals(bitsOf(library));
  const inLibrary = await divergence(library, name);
  const onPage = same ? inLibrary : await divergence(page, name);
  const difference = onPage.mean - inLibrary.mean;
  const passes = Math.abs(difference) <= ALLOWED;
  if (!passes) failed++;
  const figures = [onPage, inLibrary].map(({ mean, error }) => `${mean.toFixed(4)} ± ${error.toFixed(4)}`);
  console.log(
    `${passes ? "ok  " : "FAIL"} ${name.padEnd(12)} page ${figures[0]}, library ${figures[1]}, ` +
      `difference ${difference.toFixed(4)}${same ? ", the same bits" : ""}`,
  );
  library.dispose();
  page.dispose();
}
engine.dispose();
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Everything that predictions depend on. */
function bitsOf(network: ScoreNetwork): Buffer {
  const parts = [
    ...network.parameters().flatMap(({ weight, bias }) => [weight, bias]),
    ...Object.values(network.encoding.parameters),
    Float64Array.of(network.sigmaRange!.sigmaMax, network.sigmaRange!.sigmaMin),
  ];
  return Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)));
}

/** KL(p‖q) of a density and its network, with its standard error. */
async function divergence(network: ScoreNetwork, name: DensityName): Promise<{ mean: number; error: number }> {
  const { sample, logDensity: exact } = densityOf(name);
  const rows = sample(ROWS, { seed: 99 });
  const { logDensity: learned } = await logDensity(network, rows);
  const excess = exact(rows).map((log, k) => log - learned[k]);
  const mean = excess.reduce((sum, value) => sum + value / ROWS, 0);
  const variance = excess.reduce((sum, value) => sum + (value - mean) ** 2 / ROWS, 0);
  return { mean, error: Math.sqrt(variance / ROWS) };
}
