import { LangevinError } from "../support/errors.ts";
import { build } from "../work/build.ts";
import type { WorkKind } from "../work/open-work.ts";
import { learners } from "./learners/registry.ts";
import { readContent } from "./read-content.ts";
import { checkSweepSpec } from "./sweep-spec.ts";
import { SweepWork } from "./sweep-work.ts";

const where = "sweep";

/** The kind of work that sweeps are. */
export interface SweepKind extends WorkKind {
  /** Checks a sweep's specification, which may come from anybody, and gives its work. */
  open(...args: Parameters<WorkKind["open"]>): Promise<SweepWork>;
}

/**
 * Sweeps as a kind of work, for `openWork`. All that a worker needs lies in the store: it reads nothing else.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStore, openWork } from "langevin/shards";
 * import { planSweep, sweepKind } from "langevin/sweep";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "sweep-")));
 * const rows = Array.from({ length: 60 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * await planSweep(store, rows, { trials: 3, steps: 9, space: { hidden: { choices: [[8], [16]] } } });
 * const work = await openWork(store, [sweepKind]); // on any machine
 * for (const task of await work.missing()) await work.run(task);
 * console.log(await work.missing()); // [3]: the best trial goes on
 * work.dispose();
 * ```
 */
export const sweepKind: SweepKind = {
  kind: "sweep",
  async open(given, store, context) {
    const spec = checkSweepSpec(where, given);
    if (spec.build !== build)
      throw new LangevinError("unsupported", `${where}: expected a worker of build ${spec.build}, got build ${build}`);
    const { file, sha256 } = spec.data;
    const bytes = await readContent(where, store, file, sha256);
    const { heldOut, seed } = spec;
    const learner = learners[spec.model].open(where, spec.given, bytes, { heldOut, seed });
    return new SweepWork(spec, store, { learner, context });
  },
};
