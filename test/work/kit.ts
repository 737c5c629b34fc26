import type { TaskOptions, TaskReport, Work } from "../../src/work/work.ts";

/** A work in memory: what each task does is the test's own affair. */
export class TestWork implements Work {
  readonly id = "0".repeat(64);
  readonly written = new Set<number>();
  readonly runs: number[] = [];
  readonly count: number;
  private readonly act: (index: number, options: TaskOptions) => Promise<void> | void;

  constructor(count: number, act: (index: number, options: TaskOptions) => Promise<void> | void = () => undefined) {
    this.count = count;
    this.act = act;
  }

  get amount(): number {
    return this.count * 10;
  }

  amountOf(): number {
    return 10;
  }

  nameOf(index: number): string {
    return `task ${index}`;
  }

  missing(): Promise<number[]> {
    const all = Array.from({ length: this.count }, (_, index) => index);
    return Promise.resolve(all.filter((index) => !this.written.has(index)));
  }

  done(): Promise<number> {
    return Promise.resolve(10 * this.written.size);
  }

  isComplete(): Promise<boolean> {
    return Promise.resolve(this.written.size === this.count);
  }

  async run(index: number, options: TaskOptions = {}): Promise<TaskReport> {
    this.runs.push(index);
    if (this.written.has(index)) return { status: "there", amount: 10, seconds: 0 };
    await this.act(index, options);
    this.written.add(index);
    return { status: "written", amount: 10, seconds: 1 };
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): void {
    // Nothing is held
  }
}
