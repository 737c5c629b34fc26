import { CASES, exampleRows, SIGMAS } from "../../kit/cases.ts";
import { compare, type CompareOptions } from "../../kit/harness.ts";
import { progress, type Row, toRows } from "../../kit/print.ts";
import { BaselineNetwork } from "./network.ts";

/** A training step and a Langevin step of the pure-TypeScript network, nothing beside it. */
export function benchmarkBaseline(options: Omit<CompareOptions, "contenders">): Row[] {
  const rows: Row[] = [];
  for (const { name, dim, hidden, batchSize } of CASES) {
    progress(`baseline: ${name}`);
    const data = exampleRows(4096, dim);
    const x = exampleRows(batchSize, dim);
    const network = new BaselineNetwork({ dim, hidden });
    let step = 0;
    const train = () => {
      network.trainStep(data, 4096, { sigmas: SIGMAS, batchSize, learningRate: 1e-3, step: ++step });
    };
    const langevin = () => network.langevinStep(x, batchSize, 1, 0.1, 0, step);
    rows.push(
      ...toRows("baseline", `training step, ${name}`, compare({ ...options, contenders: { TypeScript: train } })),
    );
    rows.push(
      ...toRows("baseline", `Langevin step, ${name}`, compare({ ...options, contenders: { TypeScript: langevin } })),
    );
  }
  return rows;
}
