// Two networks that never saw each other's data, multiplied: one has learned two vertical lines, the other two horizontal
// ones. What both find likely are the four crossings, which were nobody's training data.
//
//     npm run example composition
import { annealedLangevin, createEngine, createScoreNetwork, product, rowsOf, train } from "langevin";

const engine = await createEngine();
const vertical = Array.from({ length: 2000 }, (_, i) => [i % 2 === 0 ? -1 : 1, 4 * ((i * 0.618034) % 1) - 2]);
const horizontal = vertical.map(([x, y]) => [y, x]);

const networks = [];
for (const [seed, data] of [vertical, horizontal].entries()) {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], seed });
  await train(network, data, { sigmas: "auto", steps: 1000, batchSize: 256, seed });
  networks.push(network);
}

// No ODE sampler would do: a sum of scores is right as σ → 0 only (docs/guides/composition.md)
const rows = rowsOf(await annealedLangevin(product(networks), "auto", { count: 1000, evaluations: 300, seed: 1 }), 2);

const corners = [[-1, -1], [-1, 1], [1, -1], [1, 1]]; // prettier-ignore
for (const [x, y] of corners) {
  const near = rows.filter((row) => Math.hypot(row[0] - x, row[1] - y) < 0.3).length;
  console.log(`within 0.3 of (${x}, ${y}): ${((100 * near) / rows.length).toFixed(1)} %`);
}
engine.dispose();
