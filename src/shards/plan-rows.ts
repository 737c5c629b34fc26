import { arithmetics, type Arithmetic } from "../engine/index.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { integer, oneOf, option, readOptions, type Spec } from "../support/options.ts";
import { isReadable } from "../support/readable.ts";
import { canonicalJson, type JsonObject } from "../work/canonical-json.ts";
import { contextSpec, putSpec, readSpec, SPEC, type WorkContext } from "../work/open-work.ts";
import type { Store } from "../work/store.ts";
import { build } from "../work/build.ts";
import { checkSpec } from "./check-spec.ts";
import { referInput } from "./input-rows.ts";
import { referModel } from "./model-file.ts";
import { openRun, probeOf } from "./opened-run.ts";
import { operationOf } from "./operations/index.ts";
import { textOption } from "./part-about.ts";
import type { InputReading, PartFormat, RowsSpec } from "./rows-spec.ts";
import { runIdOf } from "./run-id.ts";
import { usualShardRows } from "./shard-size.ts";

/** What {@link planRows} takes. */
export interface PlanRowsOptions extends WorkContext {
  /** What is done: "sample", "impute", "logDensity", "encode", "decode", "tableSample", "tableImpute" or "tableScore". */
  operation: string;
  /**
   * The operation's own options, as its function takes them, but for `count`, `offset`, `signal` and `engine`. "sample" takes
   * a `sampler` by name and its `levels`; all operations of a network take `labels` or a `labelColumn` of the input, `conditions`
   * (numbers, for all rows) or `conditionColumns` of the input, and their guidance. @default {}
   */
  options?: JsonObject | undefined;
  /** The model's file: a path or an address. */
  model: string;
  /** The file of rows, for operations that have one: a path or an address. @default none */
  input?: string | undefined;
  /** How the input is read. @default as it is found */
  reading?: InputReading | undefined;
  /** Rows to make. @default those of the input */
  rows?: number | undefined;
  /**
   * Rows of a shard. @default whole blocks of 65,536: at most 480 seconds of one core and 128 MB, and 20 shards if there are
   * rows for it
   */
  shardRows?: number | undefined;
  /** The arithmetic of the engine, as `createEngine` takes it. @default "strict" */
  arithmetic?: Arithmetic | undefined;
  /** The format of parts. @default "parquet" */
  format?: PartFormat | undefined;
}

const planSpec = {
  operation: textOption,
  options: option<JsonObject>((where, name, value) => {
    if (!isReadable(value) || typeof value !== "object" || value === null)
      throw invalid(where, `${name} an object`, value);
    return JSON.parse(canonicalJson(where, value)) as JsonObject;
  }),
  model: textOption,
  input: { ...textOption, required: false },
  reading: option<InputReading>((where, name, value) => {
    if (!isReadable(value) || typeof value !== "object" || value === null)
      throw invalid(where, `${name} an object`, value);
    return value as InputReading;
  }),
  rows: integer(1, Number.MAX_SAFE_INTEGER),
  shardRows: integer(1, Number.MAX_SAFE_INTEGER),
  arithmetic: oneOf(arithmetics, { default: "strict" }),
  format: oneOf(["parquet", "csv"], { default: "parquet" }),
  ...contextSpec,
} satisfies Spec<PlanRowsOptions>;

/**
 * The specification of a run: everything that decides its rows, with hashes of its files and of its first rows, as every
 * worker has to find them. Any machine may do any of its shards; together they are, bit for bit, the rows of one call on one
 * machine, row k that of address k.
 *
 * @returns what `putRows` writes into a store
 * @throws LangevinError "invalid-argument", "invalid-data", "invalid-file", "unsupported"
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createEngine, createScoreNetwork, train } from "langevin";
 * import { saveModelFile } from "langevin/node";
 * import { planRows, shardCount } from "langevin/shards";
 *
 * const model = join(await mkdtemp(join(tmpdir(), "example-")), "model.safetensors");
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [16], seed: 1 });
 * await train(network, [[0, 1], [1, 0], [1, 1]], { sigmas: "auto", steps: 20, seed: 1 });
 * await saveModelFile(network, model);
 * engine.dispose();
 *
 * const options = { sampler: "dpmSolverPlusPlus", evaluations: 20, seed: 1 };
 * const spec = await planRows({ operation: "sample", model, rows: 1e9, options });
 * console.log(spec.shardRows, shardCount(spec));
 * ```
 */
export async function planRows(given: PlanRowsOptions): Promise<RowsSpec> {
  const where = "planRows";
  const settled = readOptions(where, given, planSpec);
  const { operation: name, options = {}, model, input: place, reading = {}, arithmetic, format, ...rest } = settled;
  const { shardRows, threads, roots, fetch, signal } = rest;
  const context = { threads, roots, fetch, signal };
  const operation = operationOf(where, name);
  if (operation.input === "required" && place === undefined) throw invalid(where, `an input with ${name}`, place);
  if (operation.input === "none" && place !== undefined) throw invalid(where, `no input with ${name}`, place);
  operation.check(name, options);
  const input = place === undefined ? undefined : await referInput(where, place, reading, context);
  const rows = rest.rows ?? input?.reading.rows;
  if (rows === undefined) throw invalid(where, `rows with ${name}`, rows);
  const files = { model: await referModel(where, model, context), ...(input && { input }) };
  const opening = { operation: name, options, rows, ...files, arithmetic, format };
  const run = await openRun(where, opening, context);
  try {
    const probe = await probeOf(run, rows, signal);
    const bytes = probe.bytes / probe.rows;
    const cut = shardRows ?? usualShardRows(rows, { seconds: run.operation.secondsPerRow, bytes });
    return await checkSpec(
      where,
      { kind: "rows", ...opening, shardRows: Math.min(cut, rows), build, probe: probe.sha256 },
      roots,
    );
  } finally {
    run.dispose();
  }
}

/**
 * Writes the specification into a store. One of the same run may lie there already, which is then resumed.
 *
 * @throws LangevinError "invalid-argument" where another run lies there
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createEngine, createScoreNetwork, train } from "langevin";
 * import { saveModelFile } from "langevin/node";
 * import { folderStore, planRows, putRows } from "langevin/shards";
 *
 * const folder = await mkdtemp(join(tmpdir(), "example-"));
 * const model = join(folder, "model.safetensors");
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [16], seed: 1 });
 * await train(network, [[0, 1], [1, 0], [1, 1]], { sigmas: "auto", steps: 20, seed: 1 });
 * await saveModelFile(network, model);
 * engine.dispose();
 *
 * const store = folderStore(join(folder, "rows"));
 * const options = { sampler: "eulerOde", levels: [10, 1, 0.1] };
 * const spec = await planRows({ operation: "sample", model, rows: 1000, options });
 * console.log(await putRows(store, spec)); // "written"
 * console.log(await putRows(store, spec)); // "exists"
 * ```
 */
export async function putRows(store: Store, spec: RowsSpec): Promise<"written" | "exists"> {
  const where = "putRows";
  if ((await putSpec(store, spec)) === "written") return "written";
  const found = await checkSpec(`${SPEC} in ${store.url}`, await readSpec(store), undefined);
  const [mine, other] = [runIdOf(spec), runIdOf(found)];
  if (mine !== other || spec.format !== found.format)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected ${store.url} empty or with run ${mine} as ${spec.format}, got run ${other} as ${found.format}`,
    );
  // Its files may lie elsewhere now, and another build compute the same bits
  const text = canonicalJson(where, spec);
  if (text !== canonicalJson(where, found)) await store.replace(SPEC, new TextEncoder().encode(`${text}\n`));
  return "exists";
}
