import Table from "cli-table3";
import { significant } from "../kit/print.ts";
import { NOT_OFFERED, type SpeedRow } from "./benchmark.ts";
import { CONTENDERS, OURS, PEERS } from "./contenders.ts";
import { additionLatency } from "./cycle.ts";

const style = { head: [], border: [], compact: true };

/** What ours is compared by: peer ÷ ours. */
const REFERENCES = ["strict-1", "strict-all", "fused-1", "fused-all"] as const;

/** Versions, and a table of times and one of limits. */
export function formatSpeed(rows: readonly SpeedRow[]): string {
  const versions: Record<string, string> = Object.assign({}, ...rows.map((row) => row.versions));
  const who = Object.entries(versions).map(([name, version]) => `${name}: ${version}`);
  return [who.join("\n"), formatTimes(rows), formatLimits(rows)].join("\n\n");
}

function formatTimes(rows: readonly SpeedRow[]): string {
  const table = new Table({
    head: [
      "case",
      "contender",
      "median ms",
      "quartiles",
      "min … max",
      "processes",
      ...REFERENCES.map((name) => `÷ ${name}`),
    ],
    colAligns: ["left", "left", "right", "right", "right", "right", ...REFERENCES.map(() => "right" as const)],
    style,
  });
  for (const { case: name, spread, why } of rows) {
    for (const { name: contender } of CONTENDERS) {
      const measured = spread[contender];
      if (!measured) {
        const key = reasonKey(contender);
        if (key in why && !Object.values(NOT_OFFERED).includes(why[key]))
          table.push([name, contender, { colSpan: 8, content: why[key] }]);
        continue;
      }
      const { median, quartiles, min, max, processes } = measured;
      const ratios = REFERENCES.map((one) => (spread[one] ? `${(median / spread[one].median).toFixed(2)} ×` : "–"));
      const [middle, range] = [quartiles, [min, max]].map((two) => two.map(significant).join(" … "));
      table.push([name, contender, significant(median), middle, range, processes.length, ...ratios]);
    }
  }
  return table.toString();
}

/** The name in the result under which a contender's absence is explained. */
function reasonKey(contender: string): string {
  if ((OURS as readonly string[]).includes(contender)) return contender;
  return Object.entries(PEERS).find(([, names]) => names.includes(contender))![0];
}

function formatLimits(rows: readonly SpeedRow[]): string {
  const table = new Table({
    head: ["case", "GHz", "arithmetic", "micro-kernel GFLOP/s", "flops a cycle", "step GFLOP/s", "step ÷ micro-kernel"],
    colAligns: ["left", "right", "left", "right", "right", "right", "right"],
    style,
  });
  const fixed = (value: number | null, digits: number): string => (value === null ? "–" : value.toFixed(digits));
  for (const { case: name, limit } of rows) {
    for (const arithmetic of ["strict", "fused"] as const) {
      const kernel = limit[`microkernel-${arithmetic}`];
      const step = limit[`step-${arithmetic}-1`];
      table.push([
        name,
        fixed(limit["cycle-gigahertz"], 2),
        arithmetic,
        fixed(kernel, 1),
        fixed(limit[`flops-per-cycle-${arithmetic}`], 2),
        fixed(step, 1),
        kernel === null || step === null ? "–" : `${((100 * step) / kernel).toFixed(0)} %`,
      ]);
    }
  }
  const latency = additionLatency();
  const note =
    latency === undefined
      ? "No cycle: the latency of an f64 addition is known here for AMD's processors and Intel's up to Ice Lake only."
      : `The cycle is a dependent f64 addition's time divided by ${latency}, its latency on this maker's processors.`;
  const peaks =
    "Two vector ports for everything (Intel) allow 8 flops a cycle strict and 16 fused; with two adders beside two " +
    "multipliers (AMD Zen) strict may exceed 8. A neighbor on the same physical core slows the micro-kernel, not the cycle.";
  return `${table.toString()}\nOne thread. ${note}\n${peaks}`;
}
