import type { WorkContext, WorkKind } from "../work/open-work.ts";
import type { Store } from "../work/store.ts";
import { formatCount } from "../support/show.ts";
import type { TaskOptions, Work } from "../work/work.ts";
import { checkSpec } from "./check-spec.ts";
import { finishRows } from "./finish-rows.ts";
import { openPlannedRun, type OpenedRun } from "./opened-run.ts";
import { operationOf } from "./operations/index.ts";
import type { RowsSpec } from "./rows-spec.ts";
import { runIdOf } from "./run-id.ts";
import { runShard, type ShardedRun } from "./run-shard.ts";
import { partName, shardCount, shardOf } from "./shards.ts";
import { filesOf } from "./stored-part.ts";
import { verifyRows, type VerifyOptions, type VerifyReport } from "./verify-rows.ts";

/** A row-wise operation as work in shards. */
export interface RowsWork extends Work {
  /** What is done. */
  readonly spec: RowsSpec;
  /**
   * Computes rows of each part again, at random places, and refuses a part that has others: what a hash cannot find, since
   * whoever writes other rows writes their hash as well.
   */
  verify(options?: VerifyOptions): Promise<VerifyReport>;
}

/** Row-wise operations as a kind of work. */
export interface RowsKind extends WorkKind {
  /** Checks a specification and gives its work. */
  open(spec: unknown, store: Store, context: WorkContext): Promise<RowsWork>;
}

/**
 * Row-wise operations as a kind of work, for `openWork`: nothing is loaded before a shard is run.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createEngine, train, createScoreNetwork } from "langevin";
 * import { saveModelFile } from "langevin/node";
 * import { folderStore, openWork, planRows, putRows, rowsKind } from "langevin/shards";
 *
 * const folder = await mkdtemp(join(tmpdir(), "example-"));
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [16], seed: 1 });
 * await train(network, [[0, 1], [1, 0], [1, 1]], { sigmas: "auto", steps: 20, seed: 1 });
 * await saveModelFile(network, join(folder, "model.safetensors"));
 * engine.dispose();
 *
 * // Once, anywhere
 * const store = folderStore(join(folder, "rows"));
 * const model = join(folder, "model.safetensors");
 * await putRows(store, await planRows({ operation: "sample", model, rows: 200, shardRows: 100, format: "csv" }));
 *
 * // On each machine
 * const work = await openWork(store, [rowsKind]);
 * for (const index of await work.missing()) await work.run(index);
 * await work.finish();
 * console.log((await store.list()).map(({ name }) => name)); // the parts, _SUCCESS, _manifest.json, _spec.json
 * work.dispose();
 * ```
 */
export const rowsKind: RowsKind = {
  kind: "rows",
  async open(given, store, context) {
    const spec = await checkSpec("_spec.json", given, context.roots);
    return new Rows(spec, store, context);
  },
};

class Rows implements RowsWork, ShardedRun {
  readonly spec: RowsSpec;
  readonly store: Store;
  readonly id: string;
  readonly copies: number;
  readonly count: number;
  private readonly context: WorkContext;
  private run_: Promise<OpenedRun> | undefined;

  constructor(spec: RowsSpec, store: Store, context: WorkContext) {
    this.spec = spec;
    this.store = store;
    this.context = context;
    this.id = runIdOf(spec);
    this.copies = operationOf("rows", spec.operation).copies(spec.options);
    this.count = shardCount(spec);
  }

  get runId(): string {
    return this.id;
  }

  get amount(): number {
    return this.spec.rows * this.copies;
  }

  amountOf(index: number): number {
    return shardOf(this.spec, index).count * this.copies;
  }

  nameOf(index: number): string {
    const { begin, count } = shardOf(this.spec, index);
    return `rows ${formatCount(begin)} to ${formatCount(begin + count - 1)}`;
  }

  async missing(): Promise<number[]> {
    const names = new Set((await this.store.list()).map(({ name }) => name));
    const missing: number[] = [];
    for (let index = 0; index < this.count; index++)
      if (!filesOf(partName(this.spec, index), this.spec.format).every((name) => names.has(name))) missing.push(index);
    return missing;
  }

  async done(): Promise<number> {
    const missing = await this.missing();
    return this.amount - missing.reduce((sum, index) => sum + this.amountOf(index), 0);
  }

  async isComplete(): Promise<boolean> {
    return (await this.missing()).length === 0;
  }

  run(index: number, options: TaskOptions = {}) {
    const { signal } = this.context;
    return runShard("run", this, index, { ...options, signal: either(options.signal, signal) });
  }

  finish(options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    return finishRows("finish", this, { signal: either(options.signal, this.context.signal) });
  }

  verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    return verifyRows("verify", this, { ...options, signal: either(options.signal, this.context.signal) });
  }

  opened(): Promise<OpenedRun> {
    this.run_ ??= openPlannedRun("run", this.spec, this.context);
    this.run_.catch(() => (this.run_ = undefined)); // what failed may be tried again
    return this.run_;
  }

  dispose(): void {
    this.run_?.then((run) => run.dispose()).catch(() => undefined);
    this.run_ = undefined;
  }
}

function either(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b);
}
