import {
  planRows,
  putRows,
  putSpec,
  readSpec,
  type PlanRowsOptions,
  type RowsSpec,
  type Store,
} from "../../shards/index.ts";
import { canonicalJson } from "../../work/canonical-json.ts";
import { formatCount } from "../../support/show.ts";
import { usageError } from "../command-error.ts";

/**
 * The specification of a run in its folder: planned and written there, or what lies there, if it is of the same run. The
 * first of several tasks writes it, the others find it.
 *
 * @param force  takes a folder that has other files, and goes on with what another build has begun
 */
export async function openRun(store: Store, plan: PlanRowsOptions, force: boolean): Promise<RowsSpec> {
  const found = await readSpec(store);
  if (found === undefined && !force) await checkEmpty(store);
  const spec = await planRows({ ...plan, shardRows: plan.shardRows ?? shardRowsOf(found) });
  if (found === undefined && (await putSpec(store, spec)) === "written") return spec;
  const there = (found ?? (await readSpec(store))) as RowsSpec | undefined;
  if (there === undefined) return openRun(store, plan, force);
  const difference = differenceOf(there, spec);
  if (difference === undefined) {
    if (!force || there.build === spec.build) return there;
    await putRows(store, spec); // this build goes on, if its first rows are the same
    return spec;
  }
  throw usageError(
    `${store.url} holds another run, with ${difference}. Its own command goes on with it; this one needs another folder.`,
  );
}

async function checkEmpty(store: Store): Promise<void> {
  const [file] = await store.list();
  // Another task may have begun meanwhile
  if (file === undefined || (await readSpec(store)) !== undefined) return;
  throw usageError(`${store.url} has files already, such as ${file.name}, and no run; --force puts one beside them.`);
}

function shardRowsOf(spec: { shardRows?: unknown } | undefined): number | undefined {
  const rows = spec?.shardRows;
  return typeof rows === "number" && Number.isSafeInteger(rows) && rows > 0 ? rows : undefined;
}

/** What is otherwise in the run that lies there, in words; undefined where nothing is. */
function differenceOf(there: RowsSpec, here: RowsSpec): string | undefined {
  const rows = (count: unknown): string => (typeof count === "number" ? formatCount(count) : "no");
  const json = (value: object | undefined): string => canonicalJson("open", value ?? {});
  if (there.kind !== here.kind) return "work of another kind";
  if (there.operation !== here.operation) return `operation ${String(there.operation)}, not ${here.operation}`;
  if (there.model?.sha256 !== here.model.sha256) return "another model";
  if (there.input?.sha256 !== here.input?.sha256) return "another table";
  if (there.rows !== here.rows) return `${rows(there.rows)} rows, not ${rows(here.rows)}`;
  if (there.shardRows !== here.shardRows) return `parts of ${rows(there.shardRows)} rows, not ${rows(here.shardRows)}`;
  if (json(there.options) !== json(here.options)) return `options ${json(there.options)}, not ${json(here.options)}`;
  if (json(there.input?.reading) !== json(here.input?.reading)) return "a table that is read in another way";
  if (there.format !== here.format) return `parts of format ${String(there.format)}, not ${here.format}`;
  if (there.arithmetic !== here.arithmetic) return `arithmetic ${String(there.arithmetic)}, not ${here.arithmetic}`;
  return undefined;
}
