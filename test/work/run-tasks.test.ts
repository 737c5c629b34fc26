import { describe, expect, it, vi } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";
import { hereLane, runTasks, type Ending, type Lane } from "../../src/work/run-tasks.ts";
import { TestWork } from "./kit.ts";

const written: Ending = { report: { status: "written", amount: 10, seconds: 1 } };

describe("runTasks", () => {
  it("does what is missing, in order, and tells how far it is", async () => {
    const work = new TestWork(5);
    work.written.add(1).add(3);
    const told: number[] = [];
    const outcome = await runTasks(work, { onProgress: ({ done, total }) => told.push(done / total) });
    expect(work.runs).toEqual([0, 2, 4]);
    expect(outcome).toEqual({ written: 3, amount: 30, seconds: 3, there: 2, failed: [], left: undefined });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0], told.at(-1)]).toEqual([0.4, 1]);
  });

  it("shares cover all tasks, each once", async () => {
    const runs: number[] = [];
    for (let rest = 0; rest < 3; rest++) {
      const work = new TestWork(10);
      await runTasks(work, { isMine: (index) => index % 3 === rest });
      runs.push(...work.runs);
    }
    expect(runs).toEqual([0, 3, 6, 9, 1, 4, 7, 2, 5, 8]);
  });

  it("a task at fault is left, the others are done", async () => {
    const work = new TestWork(4, (index) => {
      if (index === 1) throw new LangevinError("diverged", "it has diverged");
    });
    const outcome = await runTasks(work);
    expect(outcome.failed).toEqual([{ index: 1, fault: "task", reason: "it has diverged" }]);
    expect(work.runs).toEqual([0, 1, 2, 3]);
  });

  it("a worker at fault stops", async () => {
    const work = new TestWork(4, (index) => {
      if (index === 1) throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" });
    });
    const outcome = await runTasks(work);
    expect(outcome).toMatchObject({ written: 1, failed: [], left: "ENOSPC: no space left" });
    expect(work.runs).toEqual([0, 1]);
  });

  it("what may be a network's fault is tried again, later and later; two tasks in vain end it", async () => {
    vi.useFakeTimers();
    try {
      let fails = 2;
      const work = new TestWork(3, () => {
        if (fails-- > 0) throw Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" });
      });
      const ended = runTasks(work);
      await vi.advanceTimersByTimeAsync(6000); // 2 + 4 s
      expect(await ended).toMatchObject({ written: 3, left: undefined });
      fails = 100;
      work.written.clear();
      work.runs.length = 0;
      const second = runTasks(work);
      await vi.advanceTimersByTimeAsync(2 * 14000); // 2 + 4 + 8 s each
      const failed = [0, 1].map((index) => ({ index, fault: "network", reason: "refused" }));
      expect(await second).toMatchObject({ written: 0, left: "refused", failed });
      expect(work.runs).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("tasks that are there only once others are done, such as a next rung", async () => {
    const work = new TestWork(4);
    const plain = work.missing.bind(work);
    work.missing = async () =>
      (await plain()).filter((index) => index < 2 || (work.written.has(0) && work.written.has(1)));
    const slow = hereLane(work);
    const lanes: Lane[] = [0, 1].map(() => ({
      async run(index, onProgress) {
        await new Promise((resolve) => setTimeout(resolve, 5 * (1 + index)));
        return slow.run(index, onProgress);
      },
    }));
    expect(await runTasks(work, { lanes })).toMatchObject({ written: 4 });
    expect(work.runs).toEqual([0, 1, 2, 3]);
  });

  it("a task that kills its lane is tried three times, and the others are done", async () => {
    const work = new TestWork(3);
    const tried: number[] = [];
    const lanes: Lane[] = [
      {
        run: (index) => {
          tried.push(index);
          if (index !== 1) work.written.add(index);
          return Promise.resolve(index === 1 ? "lost" : written);
        },
      },
    ];
    const { failed } = await runTasks(work, { lanes });
    expect(failed).toEqual([{ index: 1, fault: "task", reason: "its process ended 3 times without a word" }]);
    expect(tried).toEqual([0, 1, 1, 1, 2]);
  });

  it("a result that the store forgets at once does not go round in circles", async () => {
    const work = new TestWork(2, () => undefined);
    work.isComplete = () => Promise.resolve(false);
    work.written.add = () => work.written;
    expect(await runTasks(work)).toMatchObject({ written: 2 });
  });

  it("an abort ends it with the signal's reason", async () => {
    const controller = new AbortController();
    const work = new TestWork(3, (index, { signal }) => {
      if (index === 1) controller.abort(new Error("enough"));
      signal?.throwIfAborted();
    });
    await expect(runTasks(work, { signal: controller.signal })).rejects.toThrow("enough");
    expect([...work.written]).toEqual([0]);
  });
});
