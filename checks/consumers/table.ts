import Table from "cli-table3";

export interface Row {
  name: string;
  where: string;
  outcome: "same" | "failed" | "not run";
  threads?: number;
  /** Why it failed or was not run, or why it has one thread. */
  reason?: string | undefined;
  /** Installing, building and running. */
  seconds: number;
}

const symbols = { same: "✓", failed: "✗", "not run": "–" } as const;

/** Then, in words, every one that failed, did not run or has one thread. */
export function formatTable(rows: readonly Row[]): string {
  const head = ["consumer", "where", "same bits", "threads", "seconds"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { name, where, outcome, threads, seconds } of rows)
    table.push([name, where, symbols[outcome], threads ?? "", seconds.toFixed(1)]);
  const words = rows.flatMap(({ name, where, outcome, reason }) =>
    reason === undefined ? [] : [`${outcome}: ${where ? `${name} (${where})` : name}: ${reason}`],
  );
  const count = (what: Row["outcome"]): number => rows.filter(({ outcome }) => outcome === what).length;
  const total = `${count("same")} passed, ${count("failed")} failed, ${count("not run")} cannot run here`;
  return [table.toString(), ...words, total].join("\n");
}
