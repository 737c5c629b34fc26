import { createEngine, createScoreNetwork, logDensity, train } from "langevin";
import { moons } from "langevin/toys";
import { show } from "langevin/cell";

const steps = show.slider("steps", { min: 100, max: 2000, step: 100, value: 600 });
const engine = await createEngine();
const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], seed: 1 });
const data = moons.sample(4000, { seed: 1 });
await train(network, data, { sigmas: "auto", steps, batchSize: 128, seed: 1 });

// Rows that the network has never seen
const rows = moons.sample(200, { seed: 2 });
const learned = (await logDensity(network, rows)).logDensity;
const exact = moons.logDensity(rows);

const pairs = Array.from(learned).flatMap((value, k) => [exact[k], value]);
const frame = { x: "exact ln p", y: "learned ln p" };
show.plot(frame, { name: "rows", points: pairs }, { name: "equal", curve: (x) => x });
const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const [nats, best] = [-mean(learned), -mean(exact)];
const bit = 2 * Math.LN2; // two columns
show.number("mean of −ln p, nats", nats, { exact: best });
show.number("bits per dimension", nats / bit, { exact: best / bit });
show.number("divergence from the data's density, nats", nats - best, { exact: 0 });
show.bits(learned);
