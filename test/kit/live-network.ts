import { afterAll, beforeAll } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { ScoreNetwork } from "../../src/models/network.ts";
import { twin } from "./network-twin.ts";

/** An engine and a network of two columns on it, for all tests of the file that imports them. */
export let engine: Engine;
export let network: ScoreNetwork;
beforeAll(async () => {
  engine = await createEngine();
  ({ network } = twin(engine, { dim: 2, hidden: [8] }, true));
});
afterAll(() => engine.dispose());

export const sigmas = [3, 1, 0.1];
export const rows = [[1, 2], [3, 4], [5, 7]]; // prettier-ignore
