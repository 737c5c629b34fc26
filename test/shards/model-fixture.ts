import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, createScoreNetwork, saveModel, train, type Engine } from "../../src/index.ts";
import { fitTable, saveTableModel } from "../../src/table/index.ts";

/** Files of small models, and an engine to compare with. */
export interface Models {
  readonly folder: string;
  readonly engine: Engine;
  /** A network of two columns, with three classes and masks. */
  readonly network: string;
  /** A network of two columns given two conditions. */
  readonly conditioned: string;
  /** A model of a table of a number, an integer, a category and a truth value, with gaps. */
  readonly table: string;
  dispose(): void;
}

/** Trains them: enough for rows to differ, no more. */
export async function makeModels(): Promise<Models> {
  const folder = mkdtempSync(join(tmpdir(), "langevin-shards-"));
  const engine = await createEngine({ threads: 2 });
  const network = createScoreNetwork(engine, { dim: 2, hidden: [16, 16], classes: 3, masks: true, seed: 1 });
  const rows = Array.from({ length: 120 }, (_, i) => [Math.cos(i) * 3 + (i % 3), Math.sin(i) + 2]);
  const labels = rows.map((_, i) => i % 3);
  await train(network, rows, { sigmas: "auto", steps: 30, batchSize: 64, labels, labelDropout: 0.2, seed: 1 });
  const conditioned = createScoreNetwork(engine, { dim: 2, hidden: [16, 16], conditions: 2, seed: 1 });
  const conditions = rows.map((_, i) => [Math.cos(i), i / 10]);
  await train(conditioned, rows, { sigmas: "auto", steps: 30, batchSize: 64, conditions, seed: 1 });
  const model = await fitTable(engine, smallTable(200), { steps: 20, seed: 1 });
  const path = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  return {
    folder,
    engine,
    network: path("network.safetensors", saveModel(network)),
    conditioned: path("conditioned.safetensors", saveModel(conditioned)),
    table: path("table.safetensors", saveTableModel(model)),
    dispose() {
      engine.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A table with gaps, an empty text, quotes and line ends. */
export function smallTable(count: number) {
  const each = <T>(make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  return {
    names: ["size", "age", "kind", "open"],
    columns: [
      each((i) => (i % 7 === 3 ? null : Math.round(100 * Math.sin(i)) / 100)),
      each((i) => 20 + ((i * 13) % 50)),
      each((i) => ["plain", 'with "quotes", and commas', "two\nlines"][(i * i) % 3]),
      each((i) => i % 3 === 0),
    ],
  };
}
