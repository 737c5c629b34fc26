// Work that computes next to nothing, and whose workers fail as they are told to: what is checked is how tasks are handed out.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LangevinError } from "../../src/support/errors.ts";
import type { WorkKind } from "../../src/work/open-work.ts";
import type { Store } from "../../src/work/store.ts";
import type { TaskOptions, TaskReport, Work } from "../../src/work/work.ts";

export interface ToySpec {
  kind: "toy";
  build: string;
  count: number;
  /** Milliseconds that a task takes. */
  wait: number;
  /** The task that does not work, and how. */
  poison?: { index: number; how: "throws" | "kills" | "diverges" } | undefined;
}

/** What goes wrong in a worker, at its n-th task: its environment says it as TOY_FAULT=kind:n. */
type Fault = "die-within" | "die-after-writing" | "die-half-written" | "block";

/** The build that toy work is planned by. */
export const BUILD = "0123456789abcdef".repeat(4);

export const toyKind: WorkKind = {
  kind: "toy",
  open(spec, store) {
    const toy = spec as ToySpec;
    if (!Number.isInteger(toy.count) || toy.count < 1 || toy.count > 1e6)
      throw new LangevinError("invalid-argument", "toy: expected count from 1 to 1000000, got another");
    return Promise.resolve(new ToyWork(toy, store));
  },
};

class ToyWork implements Work {
  readonly id: string;
  readonly count: number;
  private readonly spec: ToySpec;
  private readonly store: Store;

  constructor(spec: ToySpec, store: Store) {
    this.id = sha256(JSON.stringify([spec.build, spec.count]));
    this.count = spec.count;
    this.spec = spec;
    this.store = store;
  }

  get amount(): number {
    return 10 * this.count;
  }

  amountOf(): number {
    return 10;
  }

  nameOf(index: number): string {
    return `rows ${10 * index} to ${10 * index + 9}`;
  }

  async missing(): Promise<number[]> {
    const names = new Set((await this.store.list()).map(({ name }) => name));
    return Array.from({ length: this.count }, (_, index) => index).filter((index) => !names.has(partName(index)));
  }

  async done(): Promise<number> {
    return this.amount - 10 * (await this.missing()).length;
  }

  async isComplete(): Promise<boolean> {
    return (await this.missing()).length === 0;
  }

  async run(index: number, { signal, onProgress }: TaskOptions = {}): Promise<TaskReport> {
    const { poison, wait } = this.spec;
    if (await this.store.read(partName(index))) return { status: "there", amount: 10, seconds: 0 };
    const begun = performance.now();
    if (poison?.index === index) fail(poison.how);
    const fault = nextFault();
    if (fault === "block") blockFor(1000 * Number(process.env["TOY_BLOCK"] ?? 3));
    onProgress?.(0.5);
    await sleep(fault === "die-within" ? wait / 2 : wait, undefined, { signal });
    if (fault === "die-within") die();
    if (fault === "die-half-written") {
      writeFileSync(join(this.store.url, `.${partName(index)}.0123abcd.1.89abcdef.part`), "half a f");
      die();
    }
    const status = await this.store.putNew(partName(index), new TextEncoder().encode(`${sha256(`row ${index}`)}\n`));
    if (fault === "die-after-writing") die();
    return {
      status: status === "written" ? "written" : "there",
      amount: 10,
      seconds: (performance.now() - begun) / 1000,
    };
  }

  async finish(): Promise<void> {
    const missing = await this.missing();
    if (missing.length > 0)
      throw new LangevinError("invalid-data", `finish: expected all parts, got none of ${missing}`);
    await this.store.replace("_manifest.json", new TextEncoder().encode(JSON.stringify({ count: this.count })));
    await this.store.replace("_SUCCESS", new Uint8Array(0));
  }

  dispose(): void {
    // Nothing is held.
  }
}

export function partName(index: number): string {
  return `part-${String(index).padStart(6, "0")}.txt`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

let begunTasks = 0;

/** What goes wrong at the task that this process begins now. */
function nextFault(): Fault | undefined {
  const [kind, at] = (process.env["TOY_FAULT"] ?? "").split(":");
  return ++begunTasks === Number(at) ? (kind as Fault) : undefined;
}

function fail(how: NonNullable<ToySpec["poison"]>["how"]): never {
  if (how === "kills") die();
  if (how === "diverges") throw new LangevinError("diverged", "toy: expected finite rows, got NaN in row 33");
  throw new Error("the toy is broken");
}

/** As a kill -9 from outside or a power cut. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;); // until it is felt
}

/** Keeps the event loop from turning. */
function blockFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
