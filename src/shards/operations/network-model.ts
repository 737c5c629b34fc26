import { loadModel } from "../../files/load-model.ts";
import type { ScoreNetwork } from "../../models/network.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { LangevinError } from "../../support/errors.ts";
import { readOptions, type Option } from "../../support/options.ts";
import type { JsonObject } from "../../work/canonical-json.ts";
import { checkGiven, columnsGiven, givenSpec, giveRows, splitGiven } from "./given-columns.ts";
import { readNumbers } from "./read-numbers.ts";
import type { ComputeOptions, Operation, OpenOperation, RowsOfRun } from "./operation.ts";
import type { ResultRows } from "../result-rows.ts";

type AnySpec = Readonly<Record<string, Option<unknown, undefined>>>;

/** What is set for each shard, and what cannot be sent. */
const NOT_SENT = ["count", "offset", "signal", "engine", "start"];

/** What an operation of a network is given for some rows. */
export interface NetworkRows {
  /** The network, given labels or conditions if there are any. */
  readonly model: ScoreModel;
  readonly network: ScoreNetwork;
  /** The operation's own options. */
  readonly own: JsonObject;
  /** Rows of the input in order, NaN at gaps; without columns of labels and conditions. */
  readonly values: Float64Array;
  /** The input's columns, or those that the network's rows have. */
  readonly names: readonly string[];
}

/** An operation of a network, by its own options and what it does with some rows. */
export interface NetworkOperation {
  readonly summary: string;
  readonly input: Operation["input"];
  /** Its options' table; those that are set for each shard may be in it. */
  table(where: string, options: JsonObject): AnySpec;
  /** Whether it goes through codes, as many as the network has coordinates. */
  readonly codes?: boolean;
  copies?(options: JsonObject): number;
  /** Scores that a row costs, roughly. */
  evaluations(options: JsonObject, network: ScoreNetwork): number;
  compute(rows: NetworkRows, range: RowsOfRun, run: ComputeOptions): Promise<ResultRows>;
}

/** Seconds of a core for each parameter and score: 3 µs for a network of 40,000, 20 µs for one of 210,000. */
const SECONDS = 1e-10;

/** An operation whose model is a network's file. */
export function networkOperation({ table, ...parts }: NetworkOperation): Operation {
  const { summary, input, compute, evaluations, codes = false, copies = () => 1 } = parts;
  return {
    summary,
    input,
    copies,
    check(where, options) {
      const own = Object.entries(table(where, options)).filter(([name]) => !NOT_SENT.includes(name));
      readOptions(where, options, { ...Object.fromEntries(own), ...givenSpec });
      checkGiven(where, options);
    },
    open(where, { engine, model, options }): OpenOperation {
      const network = loadModel(engine, model);
      const { given, own } = splitGiven(options);
      const aside = columnsGiven(given);
      const width = codes ? network.dim : network.encoding.columns;
      return {
        secondsPerRow: SECONDS * network.parameterCount * evaluations(own, network),
        async compute(range, run) {
          const { model, rows } = giveRows(where, network, given, await readNumbers(range), range.begin);
          const columns = rows?.names.length ?? 0;
          if (rows && input === "optional" && columns > 0)
            throw bad(where, `an input of the columns ${aside.join(", ")} alone`, `${columns} more columns`);
          if (rows && input === "required" && columns !== width)
            throw bad(where, `an input of ${width} columns of numbers`, String(columns));
          const names = rows && columns > 0 ? rows.names : namesOf(network);
          return compute({ model, network, own, values: rows?.values ?? new Float64Array(0), names }, range, run);
        },
        dispose: () => network.dispose(),
      };
    },
  };
}

/** Names of a network's columns: those that its notes have under "columns", or x0, x1, … */
function namesOf({ notes, encoding }: ScoreNetwork): readonly string[] {
  try {
    const names: unknown = JSON.parse(notes.columns ?? "null");
    const fits = Array.isArray(names) && names.length === encoding.columns && new Set(names).size === names.length;
    if (fits && names.every((name) => typeof name === "string" && name !== "")) return names as string[];
  } catch {
    // a note of another kind
  }
  return numbered("x", encoding.columns);
}

/** x0, x1, … */
export function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, c) => `${letter}${c}`);
}

function bad(where: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got ${got}`);
}
