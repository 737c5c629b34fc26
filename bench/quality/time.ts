import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { findNode, findSide, type Side } from "../kit/builds.ts";
import { progress } from "../kit/print.ts";
import { Figures, TimeLeft } from "../kit/figures.ts";
import { mean, standardError } from "./row.ts";
import type { Order, Report } from "./time-trainer.ts";

/** Nats above the entropy that count as learned. */
const WANTED = 0.03;
/** Steps of one build before the other's turn. */
const TURN = 50;
const STEPS = 10_000;
const ROWS = 6000;

/** The averaged weights after some steps. */
export interface Checkpoint {
  step: number;
  /** Time of training alone, preparing the rows included. */
  seconds: number;
  /** NLL − H in nats and its standard error. */
  excess: number;
  error: number;
}

/** A default training on one density by one build. */
export interface QualityTimeRow {
  benchmark: "quality-time";
  case: DensityName;
  build: string;
  /** What took turns with it, so that their times can be compared; empty where it was alone. */
  beside: string;
  node: string;
  /** Where NLL − H passes `wanted`, between checkpoints; null where it does not. */
  wanted: number;
  steps: number | null;
  seconds: number | null;
  /** The same for an NLL − H one standard error higher and lower. */
  range: [number | null, number | null];
  curve: Checkpoint[];
}

export interface QualityTimeOptions {
  /** A checkout to compare with, and one in the place of this one. */
  before?: string | undefined;
  after?: string | undefined;
  node?: string | undefined;
  only: string;
  quick: boolean;
  into?: string | undefined;
  minutes?: number;
}

/** Seconds of a default training until NLL − H ≤ 0.03, of each density in the plane; two builds train in turns. */
export async function benchmarkQualityTime(options: QualityTimeOptions): Promise<QualityTimeRow[]> {
  const { before, after, only, quick, into, minutes = Infinity } = options;
  const node = await findNode(options.node);
  const sides = [...(before === undefined ? [] : [findSide(before)]), findSide(after)];
  const figures = new Figures<QualityTimeRow>(into, keyOf);
  const time = new TimeLeft(minutes);
  for (const name of Object.keys(densities) as DensityName[]) {
    if (!name.includes(only)) continue;
    const empty = (side: Side): QualityTimeRow => ({
      ...{ benchmark: "quality-time", case: name, build: side.label, node: node.version, wanted: WANTED },
      beside: sides.find((other) => other !== side)?.label ?? "",
      ...{ steps: null, seconds: null, range: [null, null], curve: [] },
    });
    if (sides.every((side) => figures.get(keyOf(empty(side))))) continue;
    if (!time.fits()) break;
    const steps = quick ? 300 : STEPS;
    const trainers = sides.map(
      ({ checkout, label }) => new Trainer(node.binary, [checkout, name, String(steps)], label),
    );
    try {
      const curves = await trainAll(name, trainers, steps, quick ? 500 : ROWS);
      sides.forEach((side, k) => figures.put({ ...empty(side), ...crossing(curves[k]), curve: curves[k] }));
    } finally {
      for (const trainer of trainers) trainer.close();
    }
  }
  return figures.rows;
}

function keyOf({ case: name, build, beside, node }: QualityTimeRow): string {
  return [name, build, beside, node].join("|");
}

/** Every trainer's curve, to `steps`: checkpoints are 2^¼ apart until all have passed the wanted value, then the last alone. */
async function trainAll(
  name: DensityName,
  trainers: readonly Trainer[],
  steps: number,
  rows: number,
): Promise<Checkpoint[][]> {
  const curves: Checkpoint[][] = trainers.map(() => []);
  const open = trainers.map(() => true);
  let done = 0;
  for (let goal = 100; done < steps; goal *= 2 ** 0.25) {
    const end = open.some(Boolean) ? Math.min(steps, Math.round(goal / TURN) * TURN) : steps;
    if (end === done) continue;
    for (; done < end; done += TURN) for (const trainer of trainers) await trainer.advance(Math.min(TURN, end - done));
    done = end;
    for (const [k, trainer] of trainers.entries()) {
      if (!open[k] && done < steps) continue;
      const checkpoint = await trainer.checkpoint(done, rows);
      curves[k].push(checkpoint);
      open[k] &&= checkpoint.excess > WANTED;
      const { seconds, excess, error } = checkpoint;
      progress(
        `quality-time: ${name}, ${trainer.label}: ${done} steps, ${seconds.toFixed(2)} s, ${excess.toFixed(4)} ± ${error.toFixed(4)}`,
      );
    }
  }
  return curves;
}

/** Where a curve first passes the wanted value, straight between ln steps of neighbouring checkpoints. */
export function crossing(curve: readonly Checkpoint[]): Pick<QualityTimeRow, "steps" | "seconds" | "range"> {
  const at = (shift: number): { steps: number; seconds: number } | null => {
    const k = curve.findIndex(({ excess, error }) => excess + shift * error <= WANTED);
    if (k < 0) return null;
    if (k === 0) return { steps: curve[0].step, seconds: curve[0].seconds };
    const [a, b] = [curve[k - 1], curve[k]];
    const [high, low] = [a.excess + shift * a.error, b.excess + shift * b.error];
    const steps = a.step * (b.step / a.step) ** ((high - WANTED) / (high - low));
    return { steps, seconds: a.seconds + ((b.seconds - a.seconds) * (steps - a.step)) / (b.step - a.step) };
  };
  const passed = at(0);
  return {
    steps: passed && Math.round(passed.steps),
    seconds: passed && passed.seconds,
    range: [at(-1)?.seconds ?? null, at(1)?.seconds ?? null],
  };
}

/** A training in a process of its own. */
class Trainer {
  readonly label: string;
  private seconds = 0;
  private readonly child: ChildProcess;
  private readonly ended: Promise<never>;

  constructor(node: string, args: readonly string[], label: string) {
    this.label = label;
    const script = fileURLToPath(new URL("time-trainer.ts", import.meta.url));
    this.child = fork(script, args, { execPath: node, stdio: ["ignore", 2, 2, "ipc"] });
    this.ended = once(this.child, "exit").then(() => Promise.reject(new Error(`${label}: its process ended`)));
    this.ended.catch(() => undefined);
  }

  async advance(count: number): Promise<void> {
    this.seconds += ((await this.ask({ advance: count })) as { seconds: number }).seconds;
  }

  async checkpoint(step: number, rows: number): Promise<Checkpoint> {
    const { excess } = (await this.ask({ evaluate: rows })) as { excess: number[] };
    return { step, seconds: this.seconds, excess: mean(excess), error: standardError(excess) };
  }

  close(): void {
    if (this.child.connected) this.child.disconnect();
  }

  private async ask(order: Order): Promise<Report> {
    const answer = once(this.child, "message");
    this.child.send(order);
    return ((await Promise.race([answer, this.ended])) as [Report])[0];
  }
}

export function formatQualityTime(rows: readonly QualityTimeRow[]): string {
  const table = new Table({
    head: [
      "density",
      "build",
      "Node",
      "steps to 0.03",
      "seconds",
      "± error",
      "in the end",
      "± error",
      "seconds",
      "beside ÷ this",
    ],
    style: { head: [], border: [], compact: true },
  });
  const fixed = (value: number | null | undefined, digits: number): string => value?.toFixed(digits) ?? "–";
  for (const row of rows) {
    const other = rows.find(
      ({ case: name, build, beside, node }) =>
        name === row.case && build === row.beside && beside === row.build && node === row.node,
    );
    const last = row.curve.at(-1)!;
    table.push([
      ...[row.case, row.build, row.node, row.steps ?? "never", fixed(row.seconds, 2)],
      ...[
        row.range.map((one) => fixed(one, 2)).join(" … "),
        fixed(last.excess, 4),
        fixed(last.error, 4),
        fixed(last.seconds, 1),
      ],
      other?.seconds && row.seconds ? (other.seconds / row.seconds).toFixed(3) : "",
    ]);
  }
  return table.toString();
}
