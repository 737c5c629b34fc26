import { createEngine, createScoreNetwork, rowsOf, sample, train } from "langevin";

const data = Array.from({ length: 2000 }, (_, i) => [Math.cos(i), Math.sin(i)]); // rows of numbers: here a circle

const engine = await createEngine();
const network = createScoreNetwork(engine, { dim: 2 });
await train(network, data, { sigmas: "auto", steps: 500 });
const samples = await sample(network, { count: 1000 });
const radii = rowsOf(samples, 2).map(([x, y]) => Math.hypot(x, y));
console.log(`1,000 new points, ${Math.min(...radii).toFixed(2)} to ${Math.max(...radii).toFixed(2)} from the center`);
engine.dispose();
