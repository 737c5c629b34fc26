import Table from "cli-table3";
import type { Arithmetic } from "./engine.ts";

export const columns: readonly { arithmetic: Arithmetic; threads: number }[] = (["strict", "fused"] as const).flatMap(
  (arithmetic) => [1, 2, 3, 4].map((threads) => ({ arithmetic, threads })),
);

/** What became of a cell. */
export type Outcome =
  | { kind: "same"; millis: number; blockRows?: number | undefined }
  | { kind: "different"; what: string[] }
  | { kind: "failed"; reason: string }
  | { kind: "not run"; reason: string }
  | { kind: "no such cell" };

export const symbols = { same: "✓", different: "✗", failed: "✗", "not run": "–", "no such cell": "" } as const;

export interface Row {
  engine: string;
  outcomes: readonly Outcome[];
}

/**
 * Engines down, arithmetic and threads across, with seconds and the rows that products computed at a time in the end; then
 * every cell that is not ✓ in words.
 */
export function formatMatrix(rows: readonly Row[], shown: typeof columns = columns): string {
  const table = new Table({
    head: ["engine", ...shown.map(({ arithmetic, threads }) => `${arithmetic} ${threads}`)],
    style: { head: [], border: [] },
  });
  for (const { engine, outcomes } of rows) table.push([engine, ...outcomes.map(format)]);
  const words = (["different", "failed", "not run"] as const).flatMap((kind) => notes(rows, shown, kind));
  return [table.toString(), ...words].join("\n");
}

function format(outcome: Outcome): string {
  if (outcome.kind !== "same") return symbols[outcome.kind];
  const rows = outcome.blockRows === undefined ? "" : ` ×${outcome.blockRows}`;
  return `${symbols.same} ${(outcome.millis / 1000).toFixed(1)} s${rows}`;
}

/** One line for all cells of a row that have the same thing to say. */
function notes(rows: readonly Row[], shown: typeof columns, kind: Outcome["kind"]): string[] {
  return rows.flatMap(({ engine, outcomes }) => {
    const cells = new Map<string, string[]>();
    outcomes.forEach((outcome, i) => {
      if (outcome.kind !== kind || outcome.kind === "same" || outcome.kind === "no such cell") return;
      const why = outcome.kind === "different" ? outcome.what.join("; ") : outcome.reason;
      cells.set(why, [...(cells.get(why) ?? []), `${shown[i].arithmetic} ${shown[i].threads}`]);
    });
    return [...cells].map(([why, names]) => {
      const which = names.length === shown.length ? "every cell" : names.join(", ");
      return `${kind}: ${engine}, ${which}: ${why}`;
    });
  });
}
