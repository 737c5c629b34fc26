import type { DataTable } from "../data/data-table.ts";
import type { TableFormat } from "../formats/index.ts";
import type { TableModel } from "../table/index.ts";
import { learnedKey } from "../table/model/row-keys.ts";
import { usageError } from "./command-error.ts";
import type { Conditions } from "./conditions.ts";
import { formatSeconds } from "./format-numbers.ts";
import type { Output } from "./output.ts";
import { rowsOf, type ReadTable } from "./read-table.ts";
import type { Session } from "./session.ts";
import type { TablePart } from "./table-part.ts";
import { tableBytes } from "./write-table.ts";

/** Rows that are made at once: the memory of a run does not grow with their number. */
const PART = 10_000;

export interface Sampling {
  count: number;
  seed: number;
  /** Scores for each row, where not what the fit chose. */
  evaluations?: number | undefined;
  format: TableFormat;
  conditions: Conditions;
  /** A table whose cells are kept. */
  given: ReadTable | undefined;
  /** Where a part of the rows is kept, for who looks at them afterwards. */
  kept?: TablePart | undefined;
}

/** Makes rows part by part and writes each as it is there. */
export async function sampleTo(
  session: Session,
  model: TableModel,
  output: Output,
  { count, seed, evaluations, format, conditions, given, kept: part }: Sampling,
): Promise<void> {
  const { signal, talk } = session;
  const phase = talk.startPhase("sampling", count);
  const begun = performance.now();
  async function* parts(): AsyncGenerator<DataTable> {
    // Rows are told apart by their keys within a call
    const most = learnedKey(model.schema).length > 0 ? count : PART;
    for (let offset = 0; offset < count; offset += most) {
      const size = Math.min(most, count - offset);
      const kept = given && { given: rowsOf(given, offset, offset + size) };
      const run = model.sample(size, { ...conditions, ...kept, seed, evaluations, offset, signal });
      for await (const { fraction } of run) {
        const done = Math.round(offset + fraction * size);
        const left = ((performance.now() - begun) / 1000) * (count / Math.max(1, done) - 1);
        phase.update(done, `${formatSeconds(left)} left`);
      }
      const rows = await run;
      part?.add(rows);
      yield rows;
    }
    phase.update(count);
  }
  try {
    await output.write(tableBytes(parts(), model.schema, { format, dialect: model.schema.langevin?.dialect }));
  } catch (error) {
    throw rarelyMet(error) ?? error;
  } finally {
    phase.stop();
  }
}

/** What to say where hardly any row meets the conditions, which the model tells in words of its own. */
function rarelyMet(error: unknown): Error | undefined {
  const drawn =
    error instanceof Error && /got (\d+) of (\d+) drawn, an acceptance rate of ([\d.]+) %/.exec(error.message);
  if (!drawn) return undefined;
  const [, met, all, rate] = drawn;
  return usageError(
    `--where is met by ${rate} % of the rows (${met} of ${all} drawn), too few to go on; a condition with = costs none.`,
  );
}
