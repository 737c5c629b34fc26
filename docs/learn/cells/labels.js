import {
  createEngine,
  createScoreNetwork,
  gaussian,
  rowsOf,
  thetaAdams,
  train,
  withLabels,
} from "langevin";
import { show } from "langevin/cell";

// Three classes that overlap
const classes = [
  [0, 1.4],
  [1.2, -0.7],
  [-1.2, -0.7],
].map((mean) => gaussian({ mean, variance: 0.5 }));
const data = classes.flatMap((one, k) => rowsOf(one.sample(1000, { seed: k }), 2));
const labels = data.map((_, i) => Math.floor(i / 1000));

const engine = await createEngine();
const network = createScoreNetwork(engine, {
  dim: 2,
  hidden: [64, 64],
  classes: 3,
  seed: 1,
});
await train(network, data, {
  sigmas: "auto",
  steps: 600,
  batchSize: 128,
  labels,
  labelDropout: 0.2,
  seed: 1,
});

const options = { count: 500, seed: 1 };
const any = await thetaAdams(network, "auto", options);
const given = await thetaAdams(withLabels(network, 0), "auto", options);
const guided = await thetaAdams(
  withLabels(network, 0, { guidanceScale: 4 }),
  "auto",
  options,
);

const frame = { xRange: [-4, 4], yRange: [-4, 4] };
show.points(
  { "all rows": any, "label 0": given },
  { ...frame, title: "without and with a label" },
);
show.points(
  { "label 0": given, "label 0, w = 4": guided },
  { ...frame, title: "guidance" },
);
const column = (rows, j) => rowsOf(rows, 2).map((row) => row[j]);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values) => mean(values.map((value) => (value - mean(values)) ** 2));
show.number("label 0: mean of the second column", mean(column(given, 1)), {
  exact: 1.4,
});
show.number("label 0: variance of the first column", variance(column(given, 0)), {
  exact: 0.5,
});
show.number("w = 4: mean of the second column", mean(column(guided, 1)));
show.number("w = 4: variance of the first column", variance(column(guided, 0)));
show.bits(any, given, guided);
engine.dispose();
