// What goes wrong between a queue, its workers and its coordinator: each ends in the bits of one machine, or is refused.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Check } from "./check.ts";
import { endProcess, until, type TestServer } from "./servers.ts";
import { onOneMachine, ToyRig, type ToyWorker } from "./toy-rig.ts";
import { partName, type ToySpec } from "./toy-kind.ts";

/** Where a check's server comes from, and what it is called. */
export interface Backend {
  readonly name: string;
  /** Why its checks are not run; undefined where it is installed. */
  readonly skip: () => string | undefined;
  start(): Promise<TestServer>;
}

/** A check with a server and a run of its own. */
export function withRig(
  name: string,
  backend: Backend,
  toy: Partial<ToySpec>,
  body: (rig: ToyRig, server: TestServer) => Promise<string | void>,
): Check {
  return {
    name: `${backend.name}: ${name}`,
    skip: backend.skip,
    async run() {
      const server = await backend.start();
      const rig = await ToyRig.create(server.url, toy);
      try {
        return await body(rig, server);
      } catch (error) {
        (error as Error).stack += `\n${rig.story.slice(0, 4000)}`;
        throw error;
      } finally {
        await rig.close();
        await server.close();
      }
    },
  };
}

/** The run is finished, and its rows are those of one machine. */
export async function checkSame(rig: ToyRig, toy: Partial<ToySpec>): Promise<void> {
  assert.ok(rig.isFinished, "_SUCCESS is there");
  assert.equal(rig.sha256, await onOneMachine(toy));
}

const total = (rig: ToyRig, type: string): number => rig.workers.reduce((sum, worker) => sum + worker.count(type), 0);

/** How many tasks were computed by all workers that lived. */
export function written(rig: ToyRig): number {
  return rig.workers.flatMap(({ news }) => news).filter((each) => each["status"] === "written").length;
}

/** Checks that both backends pass. */
export function commonFaults(backend: Backend): Check[] {
  const two = async (rig: ToyRig, fault: string, block = 0): Promise<[ToyWorker, ToyWorker]> =>
    await Promise.all([rig.startWorker({ fault, block }), rig.startWorker()]);
  const toy = { count: 12, wait: 100 };
  return [
    withRig("two workers, nothing goes wrong", backend, toy, async (rig) => {
      await two(rig, "");
      const { progress, error } = await rig.submit();
      assert.equal(error, undefined);
      await checkSame(rig, toy);
      assert.equal(written(rig), 12);
      const fractions = progress.map(({ fraction }) => fraction);
      assert.deepEqual(
        fractions,
        fractions.toSorted((a, b) => a - b),
      );
      assert.equal(fractions.at(-1), 1);
    }),
    withRig("a worker is killed in a task", backend, toy, async (rig) => {
      const [first] = await two(rig, "die-within:2");
      assert.equal((await rig.submit()).error, undefined);
      assert.equal(first.child.signalCode, "SIGKILL");
      await checkSame(rig, toy);
    }),
  ];
}

/** Checks of faults that need no server of their own kind. */
export function workerFaults(backend: Backend): Check[] {
  const toy = { count: 12, wait: 100 };
  return [
    withRig("a worker dies after writing, before it says so", backend, toy, async (rig) => {
      const [, second] = await Promise.all([rig.startWorker({ fault: "die-after-writing:2" }), rig.startWorker()]);
      assert.equal((await rig.submit()).error, undefined);
      await checkSame(rig, toy);
      assert.equal(second.news.filter((each) => each["status"] === "there").length, 1);
    }),
    withRig("a worker dies with half a file written", backend, toy, async (rig) => {
      await Promise.all([rig.startWorker({ fault: "die-half-written:2" }), rig.startWorker()]);
      assert.equal((await rig.submit()).error, undefined);
      await checkSame(rig, toy);
      assert.ok(rig.names.some((name) => name.endsWith(".part")));
    }),
    withRig("an event loop stands still for longer than the lock", backend, toy, async (rig) => {
      const block = 4;
      const [first] = await Promise.all([rig.startWorker({ fault: "block:2", block }), rig.startWorker()]);
      assert.equal((await rig.submit()).error, undefined);
      await checkSame(rig, toy);
      await until("the blocked worker has gone on", 10_000, () => first.count("done") + first.count("trouble") > 1);
      await checkSame(rig, toy);
    }),
    withRig("a coordinator is killed; the next goes on", backend, { count: 40, wait: 50 }, async (rig) => {
      await Promise.all([rig.startWorker(), rig.startWorker()]);
      const first = rig.startCoordinator();
      await until("some parts are there", 15_000, () => rig.parts.length >= 5);
      await endProcess(first, "SIGKILL");
      const before = rig.parts.length;
      assert.ok(before < 40);
      assert.equal((await rig.submit()).error, undefined);
      await checkSame(rig, { count: 40 });
      assert.equal(written(rig), 40);
      return `${before} of 40 parts were there`;
    }),
    withRig("every task twice in the queue, by two coordinators", backend, toy, async (rig, server) => {
      await Promise.all([rig.startWorker(), rig.startWorker()]);
      const all = Promise.all([rig.submit(), rig.submit()]);
      await until("most parts are there", 15_000, () => rig.parts.length >= 8);
      await rig.addAgain(server.url);
      for (const { error } of await all) assert.equal(error, undefined);
      await until("the second ones are done", 10_000, () => total(rig, "done") >= 20);
      await checkSame(rig, toy);
      assert.equal(written(rig), 12);
    }),
    withRig("a worker of another build receives nothing", backend, toy, async (rig) => {
      const [other] = await Promise.all([rig.startWorker({ build: "f".repeat(64) }), rig.startWorker()]);
      assert.equal((await rig.submit()).error, undefined);
      await checkSame(rig, toy);
      assert.equal(other.count("begun"), 0);
    }),
    withRig(
      "a worker that is asked to end finishes its task, or gives it back at once",
      backend,
      { count: 8, wait: 1500 },
      async (rig) => {
        const [patient, hasty] = await Promise.all([
          rig.startWorker({ lockSeconds: 60 }),
          rig.startWorker({ graceSeconds: 0, lockSeconds: 60 }),
        ]);
        const run = rig.submit();
        await until("both work", 10_000, () => patient.count("begun") > 0 && hasty.count("begun") > 0);
        for (const { child } of [patient, hasty]) child.kill("SIGTERM");
        await until("both have ended", 8000, () => [patient, hasty].every(({ child }) => child.exitCode !== null));
        assert.deepEqual(
          [patient, hasty].map(({ child }) => child.exitCode),
          [0, 0],
        );
        assert.deepEqual(
          [patient, hasty].map((each) => each.count("done")),
          [1, 0],
        );
        await Promise.all([rig.startWorker({ lockSeconds: 60 }), rig.startWorker({ lockSeconds: 60 })]);
        const resumed = performance.now();
        assert.equal((await run).error, undefined);
        await checkSame(rig, { count: 8 });
        assert.ok(performance.now() - resumed < 20_000, "nobody waited for the lock");
      },
    ),
  ];
}

/** Tasks that nobody can do: the others are done, and the run is refused. */
export function poisons(backend: Backend): Check[] {
  const poison = (how: "throws" | "kills" | "diverges", times: number): Check => {
    const toy: Partial<ToySpec> = { count: 10, wait: 20, poison: { index: 3, how } };
    return withRig(`a task that ${how}`, backend, toy, async (rig) => {
      let isOver = false;
      const keepTwo = async (): Promise<void> => {
        while (!isOver) {
          const living = rig.workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
          if (living.length < 2) await rig.startWorker().catch(() => undefined);
          else await sleep(50);
        }
      };
      const keeping = keepTwo();
      const { error } = await rig.submit();
      isOver = true;
      await keeping;
      assert.match(error ?? "", /expected 10 tasks done, got 1 failed: task 3 \(rows 30 to 39\): /);
      assert.match(error!, { throws: /the toy is broken/, kills: /its worker died/, diverges: /NaN in row 33/ }[how]);
      assert.equal(rig.isFinished, false);
      const others = Array.from({ length: 10 }, (_, index) => partName(index)).filter((_, index) => index !== 3);
      assert.deepEqual(rig.parts, others);
      const tries = rig.workers
        .flatMap(({ news }) => news)
        .filter((each) => each.type === "begun" && each["task"] === "rows 30 to 39");
      assert.equal(tries.length, times);
      return `tried ${times} times`;
    });
  };
  return [poison("throws", 3), poison("kills", 6), poison("diverges", 1)];
}

/** A server that is away for 3 s while a run goes on. */
export function outage(backend: Backend, how: "kept" | "emptied"): Check {
  const toy = { count: 40, wait: 150 };
  const what = how === "kept" ? "the server is killed for 3 s" : "the server is killed and comes back with nothing";
  return withRig(what, backend, toy, async (rig, server) => {
    await Promise.all([rig.startWorker(), rig.startWorker()]);
    const run = rig.submit();
    await until("some parts are there", 15_000, () => rig.parts.length >= 8);
    await server.kill();
    await sleep(3000);
    const before = rig.parts.length;
    assert.ok(before < 40);
    await server.start({ empty: how === "emptied" });
    const back = performance.now();
    await until("the run goes on", 30_000, () => rig.parts.length > before);
    const after = (performance.now() - back) / 1000;
    const { error } = await run;
    assert.equal(error, undefined);
    await checkSame(rig, toy);
    const troubles = total(rig, "trouble");
    assert.ok(troubles < 60, `${troubles} lines of trouble`);
    return `first new part ${after.toFixed(1)} s after it was back, ${written(rig) - 40} tasks twice, ${troubles} lines of trouble`;
  });
}
