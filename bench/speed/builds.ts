import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import type { Runtime } from "../../checks/engines/runtimes.ts";
import { findNode, findSide, relaxedSimdFlags, type Side } from "../kit/builds.ts";
import { progress, significant } from "../kit/print.ts";
import { median, quantile } from "../kit/quantiles.ts";
import { Figures, TimeLeft } from "../kit/figures.ts";
import { SPEED_CASES, type Kind, type SpeedCase } from "./cases.ts";
import { Contender } from "./contender.ts";
import { LANGEVIN_STEPS, SAMPLE_EVALUATIONS, SAMPLE_ROWS } from "./public-runs.ts";

/** One kind by two builds, in turns. */
export interface BuildsRow {
  benchmark: "builds";
  case: string;
  /** Arithmetic and threads: "strict-1". */
  contender: string;
  /** Commits of the two, and flags of Node. */
  before: string;
  after: string;
  node: string;
  /** Processor time with one thread, else wall-clock time. */
  clock: "cpu" | "wall";
  /** Milliseconds a call, medians. */
  beforeMillis: number;
  afterMillis: number;
  /** before ÷ after, of neighbouring samples: the median, and the quartiles. */
  speedUp: number;
  quartiles: [number, number];
  processes: number;
  /** Every pair of samples in milliseconds, before and after. */
  pairs: [number, number][];
}

export interface BuildsOptions {
  /** Checkouts that are built: the one to compare with, and ours. */
  before?: string | undefined;
  after?: string | undefined;
  /** Flags of Node for the later build alone: "--experimental-wasm-revectorize". */
  flags?: string | undefined;
  /** A major version, which npm brings, or a path; else the Node that runs this. */
  node?: string | undefined;
  /** Words, each of which a case with its contender must contain: "langevin 256 fused-1". */
  only?: string;
  rounds?: number;
  minMillis?: number;
  /** Pairs of fresh processes. */
  processes?: number;
  /** A JSON file to which the figures are added. */
  into?: string | undefined;
  /** No new pair of processes is begun that would take longer. */
  minutes?: number;
}

const ARITHMETICS = ["strict", "fused"] as const;
const THREADS = ["1", "all"] as const;

/**
 * Two builds of this package by their public functions: every pair of processes is fresh, and in each the two take turns,
 * so that a slow spell of the machine meets both.
 */
export async function benchmarkBuilds(options: BuildsOptions): Promise<BuildsRow[]> {
  const { before, after, flags = "", only = "", processes = 5, into, minutes = Infinity } = options;
  const node = await findNode(options.node);
  const extra = flags.split(" ").filter(Boolean);
  const sides: [Side, Side] = [findSide(before ?? after), findSide(after, extra)];
  const figures = new Figures<BuildsRow>(into, keyOf);
  const time = new TimeLeft(minutes);
  const wanted = only.replaceAll("x", "×").split(" ").filter(Boolean);
  for (let process = 1; process <= processes; process++)
    for (const speedCase of SPEED_CASES)
      for (const arithmetic of ARITHMETICS)
        for (const threads of THREADS) {
          const contender = `${arithmetic}-${threads}`;
          const empty = (kind: Kind): BuildsRow => emptyRow({ kind, speedCase, contender, sides, node });
          const kinds = speedCase.kinds.filter((kind) => {
            const row = empty(kind);
            const name = `${row.case} ${contender}`.replaceAll("x", "×");
            return wanted.every((word) => name.includes(word)) && (figures.get(keyOf(row))?.processes ?? 0) < process;
          });
          if (kinds.length === 0) continue;
          if (!time.fits()) return figures.rows;
          progress(`builds: ${speedCase.name}, ${contender}: ${kinds.join(", ")}; ${process} of ${processes}`);
          const pairs = await measure({ speedCase, arithmetic, threads, kinds, sides, node }, options);
          for (const [kind, added] of pairs)
            figures.put(withPairs(figures.get(keyOf(empty(kind))) ?? empty(kind), added));
        }
  return figures.rows;
}

interface Pairing {
  speedCase: SpeedCase;
  arithmetic: string;
  threads: "1" | "all";
  kinds: readonly Kind[];
  sides: readonly [Side, Side];
  node: Runtime;
}

/** Pairs of samples of every kind, from two fresh processes. */
async function measure(
  { speedCase, arithmetic, threads, kinds, sides, node }: Pairing,
  { rounds = 15, minMillis = 50 }: BuildsOptions,
): Promise<Map<Kind, [number, number][]>> {
  const fused = arithmetic === "fused" ? relaxedSimdFlags(node.version) : [];
  const contenders = sides.map(
    ({ checkout, label, flags }) =>
      new Contender({
        name: label,
        command: node.binary,
        args: [...node.args, ...flags, ...fused, ...process.execArgv, script, checkout, arithmetic, threads],
      }),
  );
  const result = new Map<Kind, [number, number][]>();
  try {
    for (const contender of contenders) await contender.load(speedCase);
    for (const kind of kinds) {
      const calls: number[] = [];
      for (const contender of contenders) {
        const perCall = await contender.warmUp(kind);
        if (perCall === undefined) throw new Error(`${contender.name}: ${contender.absent}`);
        calls.push(Math.max(1, Math.ceil(minMillis / perCall)));
      }
      const pairs: [number, number][] = [];
      for (let round = 0; round < rounds; round++) {
        const pair: [number, number] = [0, 0];
        for (const k of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const sample = await contenders[k].sample(kind, calls[k]);
          if (!sample) throw new Error(`${contenders[k].name}: ${contenders[k].absent}`);
          pair[k] = threads === "1" ? sample.cpuMillis! : sample.millis;
        }
        pairs.push(pair);
      }
      result.set(kind, pairs);
    }
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
  return result;
}

const script = fileURLToPath(new URL("built.ts", import.meta.url));

function emptyRow(of: {
  kind: Kind;
  speedCase: SpeedCase;
  contender: string;
  sides: readonly [Side, Side];
  node: Runtime;
}): BuildsRow {
  const { kind, speedCase, contender, sides, node } = of;
  const amount =
    kind === "langevin"
      ? `, ${LANGEVIN_STEPS} steps`
      : kind === "sample"
        ? `, ${SAMPLE_ROWS} rows at ${SAMPLE_EVALUATIONS}`
        : "";
  return {
    benchmark: "builds",
    case: `${kind} ${speedCase.name}${amount}`,
    contender,
    before: sides[0].label,
    after: sides[1].label,
    node: node.version,
    clock: contender.endsWith("-1") ? "cpu" : "wall",
    ...{ beforeMillis: NaN, afterMillis: NaN, speedUp: NaN, quartiles: [NaN, NaN], processes: 0, pairs: [] },
  };
}

function withPairs(row: BuildsRow, added: readonly [number, number][]): BuildsRow {
  const pairs = [...row.pairs, ...added];
  const ratios = pairs.map(([before, after]) => before / after);
  return {
    ...row,
    beforeMillis: median(pairs.map(([before]) => before)),
    afterMillis: median(pairs.map(([, after]) => after)),
    speedUp: median(ratios),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    processes: row.processes + 1,
    pairs,
  };
}

function keyOf(row: BuildsRow): string {
  return [row.case, row.contender, row.before, row.after, row.node].join("|");
}

export function formatBuilds(rows: readonly BuildsRow[]): string {
  const table = new Table({
    head: [
      "case",
      "contender",
      "Node",
      "clock",
      "before",
      "ms",
      "after",
      "ms",
      "before ÷ after",
      "quartiles",
      "samples",
    ],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows)
    table.push([
      ...[row.case, row.contender, row.node, row.clock, row.before, significant(row.beforeMillis), row.after],
      ...[significant(row.afterMillis), row.speedUp.toFixed(3), row.quartiles.map((one) => one.toFixed(3)).join(" … ")],
      `${row.processes} × ${row.pairs.length / row.processes}`,
    ]);
  return table.toString();
}
