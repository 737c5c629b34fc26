import { createEngine } from "langevin";
import { independentPrior, simulate, trainPosterior } from "langevin/inference";
import { show } from "langevin/cell";

// What is observed of a number θ between −2 and 2: its square, with an error
const prior = independentPrior([{ uniform: [-2, 2] }]);
const error = 0.3;
const simulator = ([t], random) => [t * t + error * random.normal()];

const engine = await createEngine();
const simulations = await simulate(prior, simulator, { count: 4000, seed: 1 });
const how = { hidden: [64, 64], steps: 600, batchSize: 128, seed: 1 };
const estimator = await trainPosterior(engine, simulations, how);

const x = show.slider("x", { min: -0.5, max: 4, value: 1.5, step: 0.1 });
const posterior = estimator.posterior([x]);
const { parameters } = await posterior.sample({ count: 1000, seed: 1 });

// The simulator is so simple that the exact posterior is known, too
const likelihood = (t) => Math.exp(-(((x - t * t) / error) ** 2) / 2);
let mass = 0;
for (let t = -2; t < 2; t += 0.01) mass += likelihood(t) * 0.01;
const density = (t) => (Math.abs(t) <= 2 ? likelihood(t) / mass : 0);
const frame = { title: "posterior", x: "θ", xRange: [-2, 2] };
show.histogram(parameters, { ...frame, bins: 60, density });
const above = parameters.filter((t) => t > 0).length / parameters.length;
show.number("share above 0", above, { exact: 0.5 });
show.bits(parameters);
