import { progress } from "../kit/print.ts";
import { operations, SPEED_CASES, type SpeedCase } from "./cases.ts";
import { CONTENDERS, OURS, PEERS } from "./contenders.ts";
import { Contender } from "./contender.ts";
import { additionLatency, CHAIN } from "./cycle.ts";
import { interleave, type Entry, type InterleaveOptions, type Spread } from "./interleave.ts";
import { MICROKERNEL_OPERATIONS } from "./microkernel.ts";

/** One operation of one case: medians in milliseconds; null where `why` says what is missing. */
export interface SpeedRow {
  /** "train 2-D 128×3 batch 512", "langevin …" */
  case: string;
  unit: "ms";
  ours: Record<string, number | null>;
  peers: Record<string, number | null>;
  limit: Limit;
  /** Spread of every contender measured, in milliseconds; where a peer has two modes, of both. */
  spread: Record<string, Spread>;
  why: Record<string, string>;
}

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

export interface SpeedResult {
  rows: SpeedRow[];
  /** What took part, by contender: version and mode. */
  versions: Record<string, string>;
}

export interface SpeedOptions extends InterleaveOptions {
  /** Only cases whose name contains this. */
  only?: string;
}

/** Ours against the peers, a training step and a Langevin step of every case. */
export async function benchmarkSpeed({ only = "", ...options }: SpeedOptions): Promise<SpeedResult> {
  const rows: SpeedRow[] = [];
  const versions: Record<string, string> = {};
  for (const speedCase of SPEED_CASES) {
    const kinds = (["train", "langevin"] as const).filter((kind) => `${kind} ${speedCase.name}`.includes(only));
    if (kinds.length === 0) continue;
    const contenders = CONTENDERS.map((command) => new Contender(command));
    try {
      for (const contender of contenders) {
        progress(`speed: ${speedCase.name}: loading ${contender.name}`);
        await contender.load(speedCase);
        const { name, version, note } = contender;
        if (contender.absent === undefined) versions[name] = note ? `${version}, ${note}` : version;
      }
      for (const kind of kinds) rows.push(await measure(kind, speedCase, contenders, options));
    } finally {
      await Promise.all(contenders.map((contender) => contender.close()));
    }
  }
  return { rows, versions };
}

async function measure(
  kind: "train" | "langevin",
  speedCase: SpeedCase,
  contenders: readonly Contender[],
  options: InterleaveOptions,
): Promise<SpeedRow> {
  const name = `${kind} ${speedCase.name}`;
  progress(`speed: ${name}`);
  const entries: Entry[] = contenders
    .filter((contender) => contender.offers(kind))
    .map((contender) => ({ label: contender.name, contender, operation: kind }));
  for (const arithmetic of ["strict", "fused"]) {
    const contender = contenders.find((one) => one.name === `${arithmetic}-1`);
    if (!contender?.offers("microkernel")) continue;
    entries.push({ label: `microkernel-${arithmetic}`, contender, operation: "microkernel" });
    if (arithmetic === "strict") entries.push({ label: "cycle", contender, operation: "cycle" });
  }
  const spread = Object.fromEntries(await interleave(entries, options));
  const why: Record<string, string> = {};
  const fastest = (names: readonly string[]): number | null => {
    const medians = names.filter((one) => one in spread).map((one) => spread[one].median);
    return medians.length > 0 ? Math.min(...medians) : null;
  };
  const reason = (names: readonly string[]): string => {
    const absent = contenders.find((one) => names.includes(one.name) && one.absent !== undefined);
    return absent?.absent ?? "it cannot train";
  };
  const ours: Record<string, number | null> = {};
  const peers: Record<string, number | null> = {};
  for (const one of OURS) if ((ours[one] = fastest([one])) === null) why[one] = reason([one]);
  for (const [peer, names] of Object.entries(PEERS))
    if ((peers[peer] = fastest(names)) === null) why[peer] = reason(names);
  const limit = limits(spread, operations(kind, speedCase));
  if (limit["cycle-gigahertz"] === null)
    why["cycle-gigahertz"] = "the latency of an addition is known here for AMD and Intel processors only";
  return { case: name, unit: "ms", ours, peers, limit, spread, why };
}

function limits(spread: Record<string, Spread>, stepOperations: number): Limit {
  /** Operations a millisecond, in 10⁹ a second. */
  const rate = (count: number, label: string): number | null =>
    label in spread ? count / spread[label].median / 1e6 : null;
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
