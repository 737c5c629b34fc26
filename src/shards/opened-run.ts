import { createEngine, type Arithmetic } from "../engine/index.ts";
import { LangevinError } from "../support/errors.ts";
import type { WorkContext } from "../work/open-work.ts";
import { build } from "../work/build.ts";
import { readInputNumbers, readInputRows } from "./input-rows.ts";
import { readModel } from "./model-file.ts";
import { operationOf } from "./operations/index.ts";
import type { ComputeOptions, InputRows, OpenOperation } from "./operations/operation.ts";
import { canonicalRows, type ResultRows } from "./result-rows.ts";
import { sha256Of } from "../work/sha256.ts";
import type { InputReference, RowsSpec } from "./rows-spec.ts";

/** A run whose model is loaded: computes any of its rows. */
export interface OpenedRun {
  readonly operation: OpenOperation;
  /** The rows of the result that rows from `begin` give. */
  compute(begin: number, count: number, options: ComputeOptions): Promise<ResultRows>;
  dispose(): void;
}

/** Rows that builds are compared by: what the kernels take at once. */
const PROBE_ROWS = 32;

/** What a run is opened by: a specification without what is found by opening it. */
export type Opening = Omit<RowsSpec, "probe" | "build" | "shardRows" | "kind">;

/**
 * Makes an engine and loads the model.
 *
 * @throws LangevinError "invalid-file" for a model that is another than the one that is meant
 */
export async function openRun(where: string, spec: Opening, context: WorkContext): Promise<OpenedRun> {
  const { operation: name, options, format, arithmetic } = spec;
  const model = await readModel(where, spec.model, context);
  const { threads } = context;
  const engine = await createEngine({
    arithmetic: arithmetic as Arithmetic,
    ...(threads !== undefined && { threads }),
  });
  try {
    const operation = operationOf(where, name).open(name, { engine, model, options, format });
    return {
      operation,
      compute: (begin, count, run) =>
        operation.compute(
          { begin, count, input: spec.input && rowsOf(where, spec.input, { begin, count }, context) },
          run,
        ),
      dispose() {
        operation.dispose();
        engine.dispose();
      },
    };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

function rowsOf(
  where: string,
  input: InputReference,
  range: { begin: number; count: number },
  context: WorkContext,
): InputRows {
  return {
    names: input.reading.columns,
    numbers: () => readInputNumbers(where, input, range, context),
    cells: () => readInputRows(where, input, range, context),
  };
}

/** The first rows as this engine computes them. */
export interface Probe {
  readonly sha256: string;
  /** Rows that they are of, and the bytes of their results. */
  readonly rows: number;
  readonly bytes: number;
}

/** Computes the first rows. */
export async function probeOf(run: OpenedRun, all: number, signal: AbortSignal | undefined): Promise<Probe> {
  const rows = Math.min(PROBE_ROWS, all);
  const { bytes } = await canonicalRows(await run.compute(0, rows, { signal, onProgress: () => undefined }));
  return { sha256: sha256Of(bytes), rows, bytes: bytes.length };
}

/**
 * Opens a run as it was planned: refuses where this build, or this machine, would compute other bits.
 *
 * @throws LangevinError "unsupported" for another build or other bits: the fault of this worker, not of the run
 */
export async function openPlannedRun(where: string, spec: RowsSpec, context: WorkContext): Promise<OpenedRun> {
  if (spec.build !== build)
    throw new LangevinError(
      "unsupported",
      `${where}: expected a worker of build ${spec.build}, got build ${build}; a plan made with this build (--force) goes on`,
    );
  const run = await openRun(where, spec, context);
  try {
    const { sha256: probe } = await probeOf(run, spec.rows, context.signal);
    if (probe === spec.probe) return run;
    const expected = `the first rows to have the SHA-256 ${spec.probe}, as where the run was planned`;
    throw new LangevinError("unsupported", `${where}: expected ${expected}, got ${probe} on this machine`);
  } catch (error) {
    run.dispose();
    throw error;
  }
}
