import { createEngine, createScoreNetwork, gaussian, rowsOf } from "langevin";
import { thetaAdams, train, withLabels } from "langevin";
import { show } from "langevin/cell";

// Three classes that overlap, 1,000 rows of each
// prettier-ignore
const means = [[0, 1.4], [1.2, -0.7], [-1.2, -0.7]];
const classes = means.map((mean) => gaussian({ mean, variance: 0.5 }));
const data = classes.flatMap((one, k) => rowsOf(one.sample(1000, { seed: k }), 2));
const labels = data.map((_, i) => Math.floor(i / 1000));

const engine = await createEngine();
const shape = { dim: 2, hidden: [64, 64], classes: 3, seed: 1 };
const network = createScoreNetwork(engine, shape);
const how = { sigmas: "auto", steps: 600, batchSize: 128, seed: 1 };
await train(network, data, { ...how, labels, labelDropout: 0.2 });

const draw = (model) => thetaAdams(model, "auto", { count: 250, seed: 1 });
const any = await draw(network);
const given = await draw(withLabels(network, 0));
const guided = await draw(withLabels(network, 0, { guidanceScale: 4 }));

const frame = { xRange: [-4, 4], yRange: [-4, 4] };
const two = { ...frame, title: "without and with a label" };
show.points({ "all rows": any, "label 0": given }, two);
show.points({ "label 0": given, "w = 4": guided }, { ...frame, title: "guidance" });

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values) => mean(values.map((x) => x * x)) - mean(values) ** 2;
const x = (rows) => rows.filter((_, i) => i % 2 === 0);
const y = (rows) => rows.filter((_, i) => i % 2 === 1);
show.number("label 0: mean of y", mean(y(given)), { exact: 1.4 });
show.number("label 0: variance of x", variance(x(given)), { exact: 0.5 });
show.number("w = 4: mean of y", mean(y(guided)));
show.number("w = 4: variance of x", variance(x(guided)));
show.bits(any, given, guided);
