import { createEngine, createScoreNetwork, logDensity, train } from "langevin";
import { moons } from "langevin/toys";
import { show } from "langevin/cell";

const steps = show.slider("steps", { min: 100, max: 2000, step: 100, value: 600 });
const engine = await createEngine();
const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], seed: 1 });
await train(network, moons.sample(4000, { seed: 1 }), {
  sigmas: "auto",
  steps,
  batchSize: 128,
  seed: 1,
});

// Rows that the network has never seen
const rows = moons.sample(200, { seed: 2 });
const learned = (await logDensity(network, rows)).logDensity;
const exact = moons.logDensity(rows);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const pairs = Array.from(learned).flatMap((value, k) => [exact[k], value]);
const x = "exact ln p";
show.plot(
  { x, y: "learned ln p" },
  { name: "rows", points: pairs },
  { name: "equal", curve: (value) => value },
);
show.number("mean of −ln p, nats", -mean(learned), { exact: -mean(exact) });
show.number("bits per dimension", -mean(learned) / (2 * Math.LN2), {
  exact: -mean(exact) / (2 * Math.LN2),
});
show.number("divergence from the data's density, nats", mean(exact) - mean(learned), {
  exact: 0,
});
show.bits(learned);
engine.dispose();
