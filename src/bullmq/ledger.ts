import type { Work } from "../work/work.ts";

/** A task that cannot be done, and why. */
export interface FailedTask {
  /** The task. */
  readonly index: number;
  /** What it is: "rows 24,000 to 31,999". */
  readonly task: string;
  /** Why nobody can do it. */
  readonly reason: string;
}

/** How often a task is handed out again that was said to be done while its result is nowhere. */
const MOST_VANISHED = 10;

/** What a coordinator knows of a work's tasks. The store has the last word on all of it. */
export class Ledger {
  /** Tasks to be handed out, in order. */
  pending: number[] = [];
  /** Tasks in the queue, with the fraction of each that is done. */
  readonly handedOut = new Map<number, number>();
  /** Tasks that failed for good. */
  readonly failed = new Map<number, string>();
  private readonly completed = new Map<number, number>();
  private readonly work: Work;
  /** Amount of the tasks that are done. */
  private done = 0;
  private highest = 0;

  constructor(work: Work) {
    this.work = work;
  }

  /** Goes by what the store has and lacks. @returns whether there is something to hand out */
  async compare(): Promise<boolean> {
    const missing = await this.work.missing();
    this.pending = missing.filter((index) => !this.failed.has(index) && !this.handedOut.has(index));
    for (const index of this.pending) {
      if ((this.completed.get(index) ?? 0) >= MOST_VANISHED)
        this.fail(index, "it was done, but its result is not there");
    }
    this.pending = this.pending.filter((index) => !this.failed.has(index));
    this.done = await this.work.done();
    return this.pending.length > 0;
  }

  /** Takes the next tasks off those to be handed out. */
  take(count: number): number[] {
    const batch = this.pending.splice(0, count);
    for (const index of batch) this.handedOut.set(index, 0);
    return batch;
  }

  complete(index: number): void {
    if (!this.handedOut.delete(index)) return;
    this.done += this.work.amountOf(index);
    this.completed.set(index, (this.completed.get(index) ?? 0) + 1);
  }

  fail(index: number, reason: string): void {
    this.handedOut.delete(index);
    this.failed.set(index, reason);
  }

  /** Forgets a task that the queue knows nothing of: the store will say what became of it. */
  drop(index: number): void {
    this.handedOut.delete(index);
  }

  progress(index: number, fraction: number): void {
    if (this.handedOut.has(index) && fraction >= 0 && fraction <= 1) this.handedOut.set(index, fraction);
  }

  /** Amount that is done, with the parts of tasks under way; it never falls. */
  get amount(): number {
    let amount = this.done;
    for (const [index, fraction] of this.handedOut) if (fraction > 0) amount += fraction * this.work.amountOf(index);
    this.highest = Math.min(this.work.amount, Math.max(this.highest, amount));
    return this.highest;
  }

  get failures(): FailedTask[] {
    return [...this.failed]
      .sort(([a], [b]) => a - b)
      .map(([index, reason]) => ({ index, task: this.work.nameOf(index), reason }));
  }
}
