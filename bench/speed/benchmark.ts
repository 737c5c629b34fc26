import { Figures, TimeLeft } from "../kit/figures.ts";
import { describeMachine } from "../kit/machine.ts";
import { progress } from "../kit/print.ts";
import { median, quantile } from "../kit/quantiles.ts";
import { operations, SPEED_CASES, type Kind, type SpeedCase } from "./cases.ts";
import { CONTENDERS, OURS, PEERS } from "./contenders.ts";
import { Contender } from "./contender.ts";
import { additionLatency, CHAIN } from "./cycle.ts";
import { interleave, type Entry, type InterleaveOptions, type Timing } from "./interleave.ts";
import { MICROKERNEL_OPERATIONS } from "./microkernel.ts";
import { SAMPLE_EVALUATIONS, SAMPLE_ROWS } from "./public-runs.ts";

/** One operation of one case: medians in milliseconds; null where `why` says what is missing. */
export interface SpeedRow {
  /** "train 2-D 128×3 batch 512", "langevin …"; of ours alone "default …", a step by the defaults, and "sample …". */
  case: string;
  unit: "ms";
  ours: Record<string, number | null>;
  peers: Record<string, number | null>;
  limit: Limit;
  /** Spread of every contender measured; where a peer has two modes, of both. */
  spread: Record<string, Spread>;
  why: Record<string, string>;
  /** Where and when the last process ran. */
  machine: string;
  /** What took part, by contender: version and mode. */
  versions: Record<string, string>;
}

/** Milliseconds of one call. */
export interface Spread {
  /** Median and quartiles of the processes' medians. */
  median: number;
  quartiles: [number, number];
  min: number;
  max: number;
  /** Calls in each sample. */
  calls: number;
  /** The median of every fresh process. */
  processes: number[];
}

/** Why a contender that is here has no figure. */
export const NOT_OFFERED = { train: "it cannot train", other: "it has plain steps alone" };

/** In GFLOP/s, of one thread, or per cycle. */
export interface Limit {
  /** The micro-kernel on panels in the first-level cache. */
  "microkernel-strict": number | null;
  "microkernel-fused": number | null;
  /** The whole operation of this row: 2·K·O a row of the batch and matrix product, sizes padded. */
  "step-strict-1": number | null;
  "step-fused-1": number | null;
  /** From a chain of dependent f64 additions timed in the same rounds. */
  "cycle-gigahertz": number | null;
  "flops-per-cycle-strict": number | null;
  "flops-per-cycle-fused": number | null;
}

export interface SpeedOptions extends InterleaveOptions {
  /** Only cases whose name contains this. */
  only?: string;
  /** Fresh processes of every contender. */
  processes?: number;
  /** A JSON file to which the figures are added. */
  into?: string | undefined;
  /** No new processes are begun that would take longer. */
  minutes?: number;
}

/**
 * Ours against the peers, every case in several sets of fresh processes. A file of figures that has some of them already
 * gets those that it lacks.
 */
export async function benchmarkSpeed(options: SpeedOptions): Promise<SpeedRow[]> {
  const { only = "", processes = 5, into, minutes = Infinity } = options;
  const figures = new Figures<SpeedRow>(into, (row) => row.case);
  const time = new TimeLeft(minutes);
  for (let set = 1; set <= processes; set++)
    for (const speedCase of SPEED_CASES) {
      const kinds = speedCase.kinds.filter((kind) => {
        const name = caseName(kind, speedCase);
        return name.includes(only) && processesOf(figures.get(name)) < set;
      });
      if (kinds.length === 0) continue;
      if (!time.fits()) return figures.rows;
      progress(`speed: ${speedCase.name}: ${kinds.join(", ")}; processes ${set} of ${processes}`);
      const contenders = CONTENDERS.map((command) => new Contender(command));
      try {
        for (const contender of contenders) await contender.load(speedCase);
        for (const kind of kinds) {
          const timings = await measure(kind, contenders, options);
          figures.put(
            speedRow(kind, speedCase, contenders, withProcess(figures.get(caseName(kind, speedCase)), timings)),
          );
        }
      } finally {
        await Promise.all(contenders.map((contender) => contender.close()));
      }
    }
  return figures.rows;
}

function caseName(kind: Kind, { name, dim, hidden }: SpeedCase): string {
  const usual = `${dim}-D ${hidden[0]}×${hidden.length}`;
  return kind === "sample" ? `sample ${usual}, ${SAMPLE_ROWS} rows at ${SAMPLE_EVALUATIONS}` : `${kind} ${name}`;
}

function processesOf(row: SpeedRow | undefined): number {
  return row ? Math.max(...Object.values(row.spread).map(({ processes }) => processes.length)) : 0;
}

async function measure(
  kind: Kind,
  contenders: readonly Contender[],
  options: InterleaveOptions,
): Promise<Map<string, Timing>> {
  const entries: Entry[] = contenders
    .filter((contender) => contender.offers(kind))
    .map((contender) => ({ label: contender.name, contender, operation: kind }));
  for (const arithmetic of ["strict", "fused"]) {
    const contender = contenders.find((one) => one.name === `${arithmetic}-1`);
    if (!contender?.offers("microkernel")) continue;
    entries.push({ label: `microkernel-${arithmetic}`, contender, operation: "microkernel" });
    if (arithmetic === "strict") entries.push({ label: "cycle", contender, operation: "cycle" });
  }
  return interleave(entries, options);
}

/** The spread so far, and one process more of every contender. */
export function withProcess(row: SpeedRow | undefined, timings: ReadonlyMap<string, Timing>): Record<string, Spread> {
  const spread: Record<string, Spread> = { ...row?.spread };
  for (const [label, { median: millis, min, max, calls }] of timings) {
    const before = spread[label];
    const processes = [...(before?.processes ?? []), millis];
    spread[label] = {
      median: median(processes),
      quartiles: [quantile(processes, 0.25), quantile(processes, 0.75)],
      min: Math.min(min, before?.min ?? Infinity),
      max: Math.max(max, before?.max ?? 0),
      ...{ calls, processes },
    };
  }
  return spread;
}

function speedRow(
  kind: Kind,
  speedCase: SpeedCase,
  contenders: readonly Contender[],
  spread: Record<string, Spread>,
): SpeedRow {
  const why: Record<string, string> = {};
  const fastest = (names: readonly string[]): number | null => {
    const medians = names.filter((one) => one in spread).map((one) => spread[one].median);
    return medians.length > 0 ? Math.min(...medians) : null;
  };
  const reason = (names: readonly string[]): string => {
    const absent = contenders.find((one) => names.includes(one.name) && one.absent !== undefined);
    return absent?.absent ?? NOT_OFFERED[kind === "train" || names[0].startsWith("int16") ? "train" : "other"];
  };
  const ours: Record<string, number | null> = {};
  const peers: Record<string, number | null> = {};
  for (const one of OURS) if ((ours[one] = fastest([one])) === null) why[one] = reason([one]);
  for (const [peer, names] of Object.entries(PEERS))
    if ((peers[peer] = fastest(names)) === null) why[peer] = reason(names);
  const limit = limits(spread, kind === "train" || kind === "langevin" ? operations(kind, speedCase) : null);
  if (limit["cycle-gigahertz"] === null)
    why["cycle-gigahertz"] =
      "the latency of an addition is known here for AMD's processors and Intel's up to Ice Lake only";
  const here = contenders.filter(({ absent }) => absent === undefined);
  const versions = Object.fromEntries(
    here.map(({ name, version, note }) => [name, note ? `${version}, ${note}` : version]),
  );
  const name = caseName(kind, speedCase);
  return { case: name, unit: "ms", ours, peers, limit, spread, why, machine: describeMachine(), versions };
}

/** @param stepOperations  of the whole operation, null where they are not counted */
function limits(spread: Record<string, Spread>, stepOperations: number | null): Limit {
  /** Operations a millisecond, in 10⁹ a second. */
  const rate = (count: number | null, label: string): number | null =>
    count !== null && label in spread ? count / spread[label].median / 1e6 : null;
  const latency = additionLatency();
  const gigahertz = latency === undefined ? null : rate(CHAIN * latency, "cycle");
  const strict = rate(MICROKERNEL_OPERATIONS, "microkernel-strict");
  const fused = rate(MICROKERNEL_OPERATIONS, "microkernel-fused");
  const perCycle = (flops: number | null): number | null =>
    flops === null || gigahertz === null ? null : flops / gigahertz;
  return {
    "microkernel-strict": strict,
    "microkernel-fused": fused,
    "step-strict-1": rate(stepOperations, "strict-1"),
    "step-fused-1": rate(stepOperations, "fused-1"),
    "cycle-gigahertz": gigahertz,
    "flops-per-cycle-strict": perCycle(strict),
    "flops-per-cycle-fused": perCycle(fused),
  };
}
