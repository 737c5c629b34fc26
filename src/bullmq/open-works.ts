import { LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";
import { openWork, readSpec, type WorkContext, type WorkKind } from "../work/open-work.ts";
import { checkUnderRoots } from "../work/roots.ts";
import type { Store } from "../work/store.ts";
import { openStore } from "../work/stores/open-store.ts";
import type { Work } from "../work/work.ts";
import { runTicket, type JobData } from "./job-data.ts";

/** A work and where it lies. */
export interface OpenedWork {
  readonly store: Store;
  readonly work: Work;
}

/** Works that a worker holds open: the latest two, so that models are read once. */
const MOST_OPEN = 2;

/** The works whose tasks a worker is given, opened under its roots, by the same build, and kept for the next task. */
export class OpenWorks {
  private readonly open = new Map<string, OpenedWork>();
  private readonly kinds: readonly WorkKind[];
  private readonly build: string;
  private readonly context: WorkContext;

  constructor(kinds: readonly WorkKind[], build: string, context: WorkContext) {
    this.kinds = kinds;
    this.build = build;
    this.context = context;
  }

  /**
   * The work of a job.
   *
   * @throws LangevinError "invalid-argument" for a place that is not under the roots, for a specification that is not that
   *   of the job's run, and for one of another build; whatever opening it throws
   */
  async of({ store: place, index, ticket }: JobData & { ticket: string }): Promise<OpenedWork> {
    const opened = this.open.get(ticket) ?? (await this.openNew(place, ticket));
    this.open.delete(ticket);
    this.open.set(ticket, opened);
    if (index >= opened.work.count)
      throw refusal(`one of the ${opened.work.count} tasks of ${opened.store.url}`, show(index));
    return opened;
  }

  dispose(): void {
    for (const { work } of this.open.values()) work.dispose();
    this.open.clear();
  }

  private async openNew(place: string, ticket: string): Promise<OpenedWork> {
    await checkUnderRoots("the store of a job", place, this.context.roots);
    const store = openStore(place);
    const build = (await readSpec(store))?.["build"];
    if (build !== undefined && build !== this.build)
      throw refusal(`work in ${store.url} that was planned by this build of the library`, "another's");
    const work = await openWork(store, this.kinds, this.context);
    if (runTicket(work.id, place) !== ticket) {
      work.dispose();
      throw refusal(`the run of its id in ${store.url}`, "another one");
    }
    for (const [key, oldest] of this.open) {
      if (this.open.size < MOST_OPEN) break;
      oldest.work.dispose();
      this.open.delete(key);
    }
    return { store, work };
  }
}

function refusal(expected: string, got: string): LangevinError {
  return new LangevinError("invalid-argument", `a job of the queue: expected ${expected}, got ${got}`);
}
