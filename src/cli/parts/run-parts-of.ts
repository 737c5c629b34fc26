import type { InputReading, JsonObject } from "../../shards/index.ts";
import { usageError } from "../command-error.ts";
import { checkInput } from "../input.ts";
import { flagOf, type CommonOptions, type ComputeOptions, type ReadingOptions } from "../options/groups.ts";
import type { PartsOptions } from "../options/parts.ts";
import type { Session } from "../session.ts";
import { isAddress, modelKindOf, type ModelKind } from "./model-kind.ts";
import { runParts } from "./run-parts.ts";

type Options = PartsOptions & CommonOptions & ComputeOptions & ReadingOptions & { force?: true };

/** What is done by a model of each kind. */
type Operations = Readonly<Record<ModelKind, { operation: string; options: JsonObject }>>;

/** Goes through the rows of a table in parts, by the operation that the model's kind has. */
export async function runPartsOf(
  session: Session,
  command: string,
  [model, input]: readonly [model: string, input: string],
  options: Options,
  operations: Operations,
): Promise<void> {
  if (input === "-") throw usageError("--out takes the name of a table: every part reads its own rows of it.");
  if (!isAddress(input)) await checkInput(input);
  const kind = isAddress(model) ? "table" : await modelKindOf(model);
  await runParts(session, command, { ...operations[kind], model, input, reading: readingOf(options) }, options);
}

/** Flags of reading that parts heed; the others are refused, since rows would be read otherwise than they say. */
function readingOf({ delimiter, header, ...others }: Options): InputReading | undefined {
  const given = others as Readonly<Record<string, unknown>>;
  const refused = [
    "quote",
    "skip",
    "comment",
    "rowNumbers",
    "strict",
    "encoding",
    "decimal",
    "thousands",
    "dateOrder",
    "missing",
  ];
  const name = refused.find((each) => given[each] !== undefined);
  if (name !== undefined)
    throw usageError(`${flagOf[name] ?? `--${name}`} does not go with --out; write the table as CSV or Parquet first.`);
  if (delimiter === undefined && header === undefined) return undefined;
  return { ...(delimiter !== undefined && { delimiter }), ...(header !== undefined && { header }) };
}
