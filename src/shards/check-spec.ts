import { arithmetics } from "../engine/index.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { integer, oneOf, option, readOptions, type Spec } from "../support/options.ts";
import { isReadable } from "../support/readable.ts";
import type { JsonObject } from "../work/canonical-json.ts";
import { checkUnderRoots } from "../work/roots.ts";
import { inputOption, referenceOption } from "./check-reference.ts";
import { operationOf } from "./operations/index.ts";
import { sha256Option, textOption } from "./part-about.ts";
import type { RowsSpec } from "./rows-spec.ts";
import { MOST_SHARDS, shardCount } from "./shards.ts";

const MOST = Number.MAX_SAFE_INTEGER;

const table = {
  kind: oneOf(["rows"], { required: true }),
  operation: textOption,
  options: option(
    (where, name, value) => {
      if (!isReadable(value) || typeof value !== "object" || value === null || Array.isArray(value))
        throw invalid(where, `${name} an object`, value);
      return value as JsonObject;
    },
    { required: true },
  ),
  rows: integer(1, MOST, { required: true }),
  shardRows: integer(1, MOST, { required: true }),
  model: referenceOption,
  input: { ...inputOption, required: false },
  arithmetic: oneOf(arithmetics, { required: true }),
  format: oneOf(["parquet", "csv"], { required: true }),
  build: textOption,
  probe: sha256Option,
} satisfies Spec<RowsSpec>;

/**
 * A specification, which may come from anybody, checked to the last field.
 *
 * @param roots  what files may lie under; undefined allows all
 * @throws LangevinError "invalid-argument"
 */
export async function checkSpec(
  where: string,
  given: unknown,
  roots: readonly string[] | undefined,
): Promise<RowsSpec> {
  const { input, ...spec } = readOptions(where, given, table);
  const operation = operationOf(where, spec.operation);
  if (operation.input === "none" && input) throw invalid(where, `no input with ${spec.operation}`, input.url);
  if (operation.input === "required" && !input) throw invalid(where, `an input with ${spec.operation}`, input);
  operation.check(`${where}: ${spec.operation}`, spec.options);
  if (input && input.reading.rows !== spec.rows)
    throw invalid(where, `rows ${input.reading.rows}, as the input has`, spec.rows);
  checkInteger(where, "rows of the result", spec.rows * operation.copies(spec.options), 1, MOST);
  checkInteger(where, "shards", shardCount(spec), 1, MOST_SHARDS);
  await checkUnderRoots(where, spec.model.url, roots);
  if (input) await checkUnderRoots(where, input.url, roots);
  return input ? { ...spec, input } : spec;
}
