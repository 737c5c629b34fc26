import { Particles, TILE_ROWS, type ParticlesOptions } from "../../engine/index.ts";
import { eachLabel } from "../../data/labels.ts";
import { after } from "../../support/after.ts";
import { LangevinError } from "../../support/errors.ts";
import { momentsOf } from "../moments.ts";
import type { Evaluator } from "./evaluator.ts";
import type { NetworkModel } from "./network-model.ts";

/** Floating-point operations between two looks at the clock: about 2 ms. */
const BURST = 5e7;

/**
 * A network inside WebAssembly, on all threads of its engine.
 *
 * @throws LangevinError "disposed"; "invalid-argument" for one that was never trained
 */
export function networkEvaluator(where: string, model: NetworkModel): Evaluator {
  const { network, guidance, interval, known, precision } = model;
  const { mlp, engine, dim } = network;
  mlp.check(where);
  if (!network.trained)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a trained network, got one with its initial weights; await train(network, data, { sigmas: "auto" }) first`,
    );
  const two = guidance !== 0 && guidance !== 1;
  const changes = two || (guidance === 0 && interval !== undefined); // more than one pass, or one that depends on σ
  const { operationsPerRow } = mlp;

  return {
    dim,
    encoding: model.encoding,
    ...momentsOf({ dim }),
    sigmaRange: network.sigmaRange,
    rows: model.rows,
    conditions: model.conditions,
    engine,
    coupled: model.coupled,
    composition: undefined,
    precision,
    knowsDivergence: false,
    check: (place) => mlp.check(place),
    forRows: (rows) => networkEvaluator(where, model.forRows(rows)),

    particles(home, options) {
      const registers = options.registers + Number(two);
      const conditions = { ...givenOf(model, options), known: known && { mlp, values: known } };
      model.prepare();
      return new Particles(home, { ...options, registers, ...conditions, precision });
    },

    rowsAtOnce(steps) {
      const units = Math.max(1, Math.round(BURST / (TILE_ROWS * operationsPerRow * steps)));
      return TILE_ROWS * engine.threads * units; // a tile for every thread at least
    },
    stepsAtOnce: (rows) => Math.max(1, Math.round((engine.threads * BURST) / (operationsPerRow * rows))),

    score(_where, particles, part, move) {
      const weight = model.guidanceAt(move.sigma);
      if (weight === 0 || weight === 1) return particles.networkScore(mlp, part, { ...move, labeled: weight === 1 });
      const spare = particles.lastRegister;
      const { into } = move;
      return after(particles.networkScore(mlp, part, { ...move, into: spare, labeled: false }), () =>
        after(particles.networkScore(mlp, part, move), () =>
          particles.combine(
            {
              into,
              terms: [
                [weight, into],
                [1 - weight, spare],
              ],
              noise: 0,
            },
            part,
            { level: 0, step: 0 },
          ),
        ),
      );
    },
    langevin: changes || known ? undefined : (particles, burst, move) => particles.networkSteps(mlp, burst, move),

    known,
    // What goes by the network itself, such as derivatives, knows of no known values
    inside: known ? undefined : model,
    model,
  };
}

/** What particles are given of labels, or of conditions, which such a network always reads. */
function givenOf(model: NetworkModel, { count }: ParticlesOptions): Pick<ParticlesOptions, "labels" | "conditions"> {
  const { network, labels, conditionTable, guidance, interval } = model;
  const free = guidance === 0 && !interval;
  if (network.conditions > 0) {
    const table = conditionTable ?? new Float32Array(0);
    return { conditions: { mlp: network.mlp, table, which: free ? -1 : labels } };
  }
  return { labels: free ? undefined : eachLabel(labels, count) };
}
