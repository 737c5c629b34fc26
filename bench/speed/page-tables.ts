import { SAMPLE_ROWS } from "./public-runs.ts";
import type { QualityTimeRow } from "../quality/time.ts";
import type { SpeedRow, Spread } from "./benchmark.ts";
import type { BuildsRow } from "./builds.ts";
import type { ScalingRow } from "./scaling.ts";

/** What the benchmarks wrote. */
export interface Figures {
  speed: readonly SpeedRow[];
  scaling: readonly ScalingRow[];
  /** `builds`, with vectors paired by the engine and without. */
  vectors: readonly BuildsRow[];
  qualityTime: readonly QualityTimeRow[];
}

type Cells = readonly string[];

/** A Markdown table; the first column to the left. */
function markdown(head: Cells, lines: readonly Cells[]): string {
  const rule = head.map((_, c) => (c === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Three digits, without a zero before the point. */
function digits(value: number): string {
  const text = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return text.replace(/^0\./, ".");
}

/** The faster of those that took part. */
function fastest({ spread }: SpeedRow, names: readonly string[]): Spread | undefined {
  const measured = names.filter((name) => name in spread).map((name) => spread[name]);
  return measured.sort((a, b) => a.median - b.median)[0];
}

const PYTORCH = ["pytorch-1", "pytorch-all"];
const NEWEST = ["pytorch-newest-1", "pytorch-newest-all"];

/** Rows of a table against other libraries: a name, and whose better figure it is. */
const LINES: readonly [string, readonly string[]][] = [
  ["langevin strict, 1", ["strict-1"]],
  ["langevin strict, all", ["strict-all"]],
  ["langevin fused, 1", ["fused-1"]],
  ["langevin fused, all", ["fused-all"]],
  ["langevin 16-bit, 1", ["int16-1"]],
  ["langevin 16-bit, all", ["int16-all"]],
  ["PyTorch 1.13, 1", ["pytorch-1"]],
  ["PyTorch 1.13, all", ["pytorch-all"]],
  ["PyTorch newest, 1", ["pytorch-newest-1"]],
  ["PyTorch newest, all", ["pytorch-newest-all"]],
  ["onnxruntime-node", ["onnxruntime-node-1", "onnxruntime-node-all"]],
  ["onnxruntime-web", ["onnxruntime-web-1", "onnxruntime-web-all"]],
  ["jax-js wasm", ["jax-js"]],
  ["TensorFlow.js wasm", ["tfjs-wasm"]],
  ["TypeScript (baseline)", ["pure-ts"]],
];

/** "train 2-D 128×3 batch 512" → "2-D 128×3, batch 512". */
function shapeOf(row: SpeedRow): string {
  return row.case.replace(/^\w+ /, "").replace(" batch", ", batch");
}

function ofKind(rows: readonly SpeedRow[], kind: string): SpeedRow[] {
  return rows.filter((row) => row.case.startsWith(`${kind} `));
}

/** A line for each contender, a column for each case: median and quartiles. */
function against(rows: readonly SpeedRow[], title: string): string {
  const cell = (row: SpeedRow, names: readonly string[]): string => {
    const found = fastest(row, names);
    return found ? `${digits(found.median)} [${found.quartiles.map(digits).join(", ")}]` : "–";
  };
  const lines = LINES.map(([name, names]) => [named(name, rows), ...rows.map((row) => cell(row, names))]);
  return markdown(
    [title, ...rows.map(shapeOf)],
    lines.filter((cells) => cells.slice(1).some((one) => one !== "–")),
  );
}

/** How many times as fast ours is as the better of a peer's modes, medians. */
function ratios(rows: readonly SpeedRow[], title: string, ours: readonly [string, readonly string[]][]): string {
  const peers: [string, readonly string[]][] = LINES.slice(6).map(([name, names]) => [
    name.replace(/, (1|all)$/, ""),
    names,
  ]);
  const grouped = new Map<string, string[]>();
  for (const [name, names] of peers) grouped.set(name, [...(grouped.get(name) ?? []), ...names]);
  const lines: string[][] = [];
  for (const [mode, own] of ours)
    for (const [peer, names] of grouped) {
      const cells = rows.map((row) => {
        const [mine, theirs] = [fastest(row, own), fastest(row, names)];
        return mine && theirs ? `${digits(theirs.median / mine.median)}×` : "–";
      });
      if (cells.some((one) => one !== "–")) lines.push([`${mode} beside ${named(peer, rows)}`, ...cells]);
    }
  return markdown([title, ...rows.map(shapeOf)], lines);
}

const TRAINING_MODES: readonly [string, readonly string[]][] = [
  ["strict", ["strict-1", "strict-all"]],
  ["fused", ["fused-1", "fused-all"]],
];
const LANGEVIN_MODES: readonly [string, readonly string[]][] = [
  ...TRAINING_MODES,
  ["16-bit", ["int16-1", "int16-all"]],
];

const OURS = ["strict-1", "strict-all", "fused-1", "fused-all", "int16-1", "int16-all"];

/** The default step beside the plain step of the same network. */
function defaults(rows: readonly SpeedRow[]): string {
  const lines = ofKind(rows, "default").flatMap((row) => {
    const plain = rows.find((other) => other.case === row.case.replace("default", "train"));
    const cells = (one: SpeedRow): string[] =>
      OURS.slice(0, 4).map((name) => (one.spread[name] ? digits(one.spread[name].median) : "–"));
    return [
      [`${shapeOf(row)}: the default step`, ...cells(row)],
      ...(plain ? [[`${shapeOf(row)}: a plain step`, ...cells(plain)]] : []),
    ];
  });
  return markdown(["milliseconds", "strict, 1", "strict, all", "fused, 1", "fused, all"], lines);
}

function sampling(rows: readonly SpeedRow[]): string {
  const names = OURS.filter((name) => ofKind(rows, "sample").some(({ spread }) => name in spread));
  const cell = ({ spread }: SpeedRow, name: string): string =>
    spread[name] ? (100 * Math.round((10 * SAMPLE_ROWS) / spread[name].median)).toLocaleString("en") : "–";
  const lines = ofKind(rows, "sample").map((row) => [
    row.case.replace(/^sample |,.*$/g, ""),
    ...names.map((name) => cell(row, name)),
  ]);
  const head = names.map((name) => name.replace("int16", "16-bit").replace("-all", ", all").replace("-1", ", 1"));
  return markdown(["rows a second", ...head], lines);
}

function vectors(rows: readonly BuildsRow[]): string {
  const lines = rows.map((row) => [
    row.case.replace(" batch", ", batch"),
    row.contender.replace("-", ", "),
    digits(row.beforeMillis),
    digits(row.afterMillis),
    `${row.speedUp.toFixed(2)}× [${row.quartiles.map((one) => one.toFixed(2)).join(", ")}]`,
  ]);
  return markdown(["milliseconds", "arithmetic", "without the flag", "with it", "faster"], lines);
}

function qualityTime(rows: readonly QualityTimeRow[]): string {
  const [first, second] = [...new Set(rows.map(({ build }) => build))];
  const lines = [...new Set(rows.map((row) => row.case))].map((name) => {
    const [before, after] = [first, second].map((build) =>
      rows.find((row) => row.case === name && row.build === build),
    );
    const seconds = (row: QualityTimeRow | undefined): string => (row?.seconds ? row.seconds.toFixed(1) : "–");
    const end = (row: QualityTimeRow | undefined): string => {
      const last = row?.curve.at(-1);
      return last ? `${last.excess.toFixed(4)} ± ${last.error.toFixed(4)}` : "–";
    };
    const ratio = before?.seconds && after?.seconds ? `${(before.seconds / after.seconds).toFixed(2)}×` : "–";
    return [name, seconds(before), seconds(after), ratio, end(before), end(after)];
  });
  return markdown(["density", "seconds before", "seconds now", "faster", "NLL − H in the end, before", "now"], lines);
}

/** The README's: medians alone. */
function readme(rows: readonly SpeedRow[]): string {
  const cell = (row: SpeedRow, names: readonly string[]): string => {
    const found = fastest(row, names);
    return found ? digits(found.median) : "–";
  };
  const usual = (row: SpeedRow): boolean => ofKind(rows, "langevin").some((other) => shapeOf(other) === shapeOf(row));
  const lines = ofKind(rows, "train")
    .filter(usual)
    .map((row) => [
      shapeOf(row),
      ...[["strict-1"], ["fused-all"], PYTORCH, NEWEST, ["pure-ts"]].map((names) => cell(row, names)),
    ]);
  return markdown(
    [
      "training step, ms",
      "langevin, 1 thread",
      "fused, 2 threads",
      "PyTorch 1.13",
      named("PyTorch newest", rows),
      "plain TypeScript",
    ],
    lines,
  );
}

/** A name with its version in the place of "newest". */
function named(name: string, rows: readonly SpeedRow[]): string {
  const text = rows.flatMap(({ versions }) => versions["pytorch-newest-1"] ?? [])[0];
  return name.replace("newest", text?.match(/\d+\.\d+/)?.[0] ?? "newest");
}

/** Where and when, and in how many processes. */
function where(rows: readonly SpeedRow[]): string {
  const processes = rows.flatMap(({ spread }) => Object.values(spread).map((one) => one.processes.length));
  const count = Math.min(...processes);
  return `${rows.at(-1)?.machine.split(";")[0]}, shared with others; ${count} ${count === 1 ? "process" : "processes"} of each`;
}

/** The same, and the versions of the others. */
function machine(rows: readonly SpeedRow[]): string {
  const versions = Object.assign({}, ...rows.map((row) => row.versions)) as Record<string, string>;
  const peers = Object.entries(versions).filter(([name]) => !/^(strict|fused|int16|pure)/.test(name));
  return `${where(rows)}. ${[...new Set(peers.map(([, text]) => text.split(",")[0]))].join(", ")}.`;
}

/** Every table, by the name in its page's mark. */
export const tables: Readonly<Record<string, (figures: Figures) => string>> = {
  readme: ({ speed }) => `${readme(speed)}\n\n${where(speed)}: medians, of PyTorch by its better number of threads.`,
  machine: ({ speed }) => machine(speed),
  train: ({ speed }) => against(ofKind(speed, "train"), "training step"),
  langevin: ({ speed }) => against(ofKind(speed, "langevin"), "Langevin step"),
  "train-ratios": ({ speed }) => ratios(ofKind(speed, "train"), "training step", TRAINING_MODES),
  "langevin-ratios": ({ speed }) => ratios(ofKind(speed, "langevin"), "Langevin step", LANGEVIN_MODES),
  defaults: ({ speed }) => defaults(speed),
  sampling: ({ speed }) => sampling(speed),
  vectors: ({ vectors: rows }) => vectors(rows),
  "quality-time": ({ qualityTime: rows }) => qualityTime(rows),
};
