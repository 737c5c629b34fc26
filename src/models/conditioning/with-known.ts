import { blockSize, plainColumns } from "../../data/category-block.ts";
import { encodeRows } from "../../data/encoding.ts";
import { toTable, type Rows } from "../../data/rows.ts";
import type { Precision } from "../../engine/index.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { isInstance } from "../../support/readable.ts";
import { checkRows } from "../check.ts";
import { checkNetwork, type ScoreNetwork } from "../network.ts";
import type { ScoreModel } from "../score-model.ts";
import { guidedScore } from "./guided-score.ts";
import { OnNetwork } from "./on-network.ts";
import type { ConditionedModel } from "./with-conditions.ts";

/** A network whose rows have known values, with its score at once. */
export interface KnownModel extends ScoreModel {
  score(x: ArrayLike<number>, sigma: number): Float32Array;
}

/** A network with masks whose rows have known values, and conditions if its base gives them. @internal Use {@link withKnown}. */
export class KnownNetwork extends OnNetwork {
  /** (rows, dim), encoded; NaN where unknown. */
  override readonly known: Float32Array;
  override readonly conditionTable: Float32Array | undefined;
  readonly base: OnNetwork;

  constructor(base: OnNetwork, known: Float32Array) {
    super(base.network, base.labels, base.guidance, base.interval);
    this.known = known;
    this.conditionTable = base.conditionTable;
    this.base = base;
  }

  override get rows(): number {
    return this.known.length / this.dim;
  }

  override forRows(rows: ArrayLike<number>): KnownNetwork {
    const { dim } = this;
    const known = new Float32Array(rows.length * dim);
    for (let r = 0; r < rows.length; r++) known.set(this.known.subarray(rows[r] * dim, (rows[r] + 1) * dim), r * dim);
    return new KnownNetwork(this.base.forRows(rows), known);
  }

  override score(x: ArrayLike<number>, sigma: number, precision?: Precision): Float32Array {
    const where = "withKnown.score";
    if (checkRows(where, x, this.dim) !== this.rows)
      throw invalid(where, `x of ${this.rows} rows, as there are known ones`, x.length / this.dim);
    return guidedScore(where, this, x, sigma, precision);
  }
}

/**
 * The model of a network's rows given some of their values: the score of the unknown columns in the law of those given the known
 * ones, for any pattern. A network with `masks` has learned it: a known x enters without noise, as x̃ = √(σ² + 1)·x, with a
 * feature that says so; docs/decisions/0015-masks.md. What it says of known columns means nothing, and samplers keep their values.
 *
 * @param network  with `masks`, or `withConditions` of such a network; samplers run it inside WebAssembly, on all threads
 * @param rows     (n, dim) in the user's units, NaN where unknown; a run's `count` must be n; copied
 * @throws LangevinError "invalid-argument", "disposed"; "invalid-data" where a part of a block of categories is known
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, sample, train, withKnown } from "langevin";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], masks: true, seed: 1 });
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * await train(network, data, { sigmas: "auto", steps: 40, batchSize: 64, seed: 1 });
 * const rows = await sample(withKnown(network, [[0.6, NaN]]), { count: 1, seed: 1 });
 * console.log(rows[0]); // 0.6, and then 0.8 or −0.8 from a network that has learned the circle
 * engine.dispose();
 * ```
 */
export function withKnown(network: ScoreNetwork | ConditionedModel, rows: Rows): KnownModel {
  return knownNetwork("withKnown", network, rows);
}

/** {@link withKnown}, called `where` in errors. @internal */
export function knownNetwork(where: string, model: ScoreNetwork | ConditionedModel, rows: Rows): KnownNetwork {
  const base = isConditioned(model) ? model : onNetwork(where, model);
  const { network } = base;
  if (!network.options.masks) throw invalid(where, "a network with masks", network);
  const table = toTable(where, "rows", rows, network.encoding.columns, { gaps: true });
  const known = Float32Array.from(encodeRows(where, "rows", network.encoding, table));
  refuseParts(where, network, known);
  if (base.rows !== undefined && base.rows !== table.count)
    throw invalid(where, `rows as many as the ${base.rows} of conditions`, table.count);
  return new KnownNetwork(base, known);
}

/** A network given conditions, and nothing else yet. */
function isConditioned(model: unknown): model is OnNetwork {
  return isInstance(model, OnNetwork) && !!model.conditionTable && !model.known && model.precision === "f32";
}

function onNetwork(where: string, network: unknown): OnNetwork {
  checkNetwork(where, network);
  return new OnNetwork(network);
}

/** Refuses blocks of categories of which some coordinates are known. */
function refuseParts(where: string, { options }: ScoreNetwork, known: Float32Array): void {
  const { dim, categories } = options;
  for (let at = 0; at < known.length; at += dim) {
    let column = plainColumns(options);
    for (const block of categories) {
      const size = blockSize(block);
      const some = known.subarray(at + column, at + column + size);
      const count = some.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0);
      if (count !== 0 && count !== size) {
        const expected = `${where}: expected categories that are known as a whole or not at all`;
        const got = `${count} of the ${size} coordinates from column ${column} on, in row ${at / dim}`;
        throw new LangevinError("invalid-data", `${expected}, got ${got}`);
      }
      column += size;
    }
  }
}
