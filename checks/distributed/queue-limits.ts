// What a queue holds, whom it believes, and how long it takes.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { JOB_NAME, jobIdOf, runTicket } from "../../src/bullmq/job-data.ts";
import { openServer, queueName, type TaskQueue } from "../../src/bullmq/server.ts";
import { CHECK_SECONDS, jobOptions, LOCK_SECONDS, WINDOW } from "../../src/bullmq/settings.ts";
import type { Check } from "./check.ts";
import { checkSame, withRig, written, type Backend } from "./queue-faults.ts";
import { until, withRedis } from "./servers.ts";
import { BUILD } from "./toy-kind.ts";
import { ToyRig } from "./toy-rig.ts";

async function withQueue<T>(url: string, use: (queue: TaskQueue) => Promise<T>): Promise<T> {
  const server = await openServer("check", url, queueName("check", "langevin", BUILD), "langevin");
  const queue = server.queue();
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

export function cancelling(backend: Backend): Check {
  const toy = { count: 4, wait: 7000 };
  return withRig("a run is cancelled, its workers idle within 6 s, and resumed", backend, toy, async (rig, server) => {
    const workers = await Promise.all([rig.startWorker(), rig.startWorker()]);
    const run = rig.submit();
    await until("both work", 10_000, () => workers.every((each) => each.count("begun") > 0));
    writeFileSync(join(rig.folder, "_CANCELLED"), "");
    const begun = performance.now();
    const { error } = await run;
    assert.match(error ?? "", /got one that was cancelled/);
    await until("both are idle", 6000, () => workers.every(({ news }) => news.at(-1)!.type !== "begun"));
    const idle = (performance.now() - begun) / 1000;
    assert.ok(idle < 6, `${idle} s`);
    assert.equal(rig.isFinished, false);
    const left = await withQueue(server.url, (queue) => queue.getJobCounts("waiting", "active", "delayed"));
    assert.deepEqual(left, { waiting: 0, active: 0, delayed: 0 });
    assert.equal((await rig.submit()).error, undefined);
    await checkSame(rig, toy);
    assert.ok(!existsSync(join(rig.folder, "_CANCELLED")));
    return `idle after ${idle.toFixed(1)} s`;
  });
}

export function noWorkers(backend: Backend): Check {
  return withRig(
    "a run without workers says so within 10 s, and goes on when one comes",
    backend,
    { count: 4 },
    async (rig) => {
      const begun = performance.now();
      let said = 0;
      const { error } = await rig.submit({}, ({ notice }) => {
        if (!notice?.includes("no worker is there")) return;
        said ||= (performance.now() - begun) / 1000;
        void rig.startWorker();
      });
      assert.equal(error, undefined);
      assert.ok(said > 0 && said <= 10, `said after ${said} s`);
      await checkSame(rig, { count: 4 });
      return `said after ${said.toFixed(1)} s`;
    },
  );
}

export function capacity(backend: Backend): Check {
  return withRig(
    "100,000 tasks take less than 10 MB of Redis, and at most a window of them is there",
    backend,
    { count: 100_000, wait: 0 },
    async (rig, server) => {
      const used = (): Promise<number> =>
        withRedis(server.url, async (redis) => Number(/used_memory:(\d+)/.exec(await redis.info("memory"))![1]));
      const before = await used();
      const controller = new AbortController();
      const run = rig.submit({ signal: controller.signal });
      const count = (): Promise<number> => withQueue(server.url, (queue) => queue.getWaitingCount());
      await until("the window is full", 60_000, async () => (await count()) >= WINDOW, 200);
      const full = (await used()) - before;
      await rig.startWorker({ lockSeconds: LOCK_SECONDS });
      let [most, bytes] = [0, full];
      await until("some are done", 240_000, async () => {
        [most, bytes] = [Math.max(most, await count()), Math.max(bytes, (await used()) - before)];
        return rig.parts.length > 500;
      });
      controller.abort();
      await run;
      assert.ok(most <= WINDOW, `${most} jobs`);
      assert.ok(bytes < 10e6, `${bytes} bytes`);
      return `${(bytes / 1e6).toFixed(1)} MB at most, ${Math.round(full / WINDOW)} bytes a task`;
    },
  );
}

export function backPressure(backend: Backend): Check {
  const toy = { count: 60, wait: 20 };
  return withRig(
    "no more tasks than the window are in the queue, and all are done",
    backend,
    toy,
    async (rig, server) => {
      await rig.startWorker();
      let [most, isOver] = [0, false];
      const counting = withQueue(server.url, async (queue) => {
        for (; !isOver; await sleep(10)) {
          const counts = await queue.getJobCounts("waiting", "active", "delayed");
          most = Math.max(most, counts["waiting"] + counts["active"] + counts["delayed"]);
        }
      });
      const { error } = await rig.submit({ window: 8 });
      isOver = true;
      await counting;
      assert.equal(error, undefined);
      await checkSame(rig, toy);
      assert.ok(most > 4 && most <= 8, `${most} in the queue`);
    },
  );
}

/** What a stranger who can write to the queue may try; none of it leads anywhere. */
export function hostileJobs(backend: Backend): Check {
  return withRig(
    "hostile jobs are refused, with nothing written or fetched",
    backend,
    { count: 4, wait: 20 },
    async (rig, server) => {
      let fetched = 0;
      const web = createServer((_request, response) => {
        fetched++;
        response.end("{}");
      });
      await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", () => resolve()));
      const address = `http://127.0.0.1:${(web.address() as { port: number }).port}`;
      const spec = (name: string, content: object): string => {
        const folder = join(rig.folder, name);
        mkdirSync(folder);
        writeFileSync(join(folder, "_spec.json"), JSON.stringify(content));
        return folder;
      };
      const outside = await ToyRig.create("", { count: 4 });
      const toy = { kind: "toy", build: BUILD, count: 4, wait: 0 };
      const stores: unknown[] = [
        outside.folder,
        `${rig.folder}/../${outside.folder.split("/").at(-1)}`,
        `file://${outside.folder}`,
        `${address}/run`,
        "s3://bucket/run",
        "/etc",
        `${rig.folder}\0`,
        "x".repeat(5000),
        "",
        7,
        null,
        ["a"],
        spec("unknown-kind", { ...toy, kind: "shell" }),
        spec("huge", { ...toy, count: 1e300 }),
        spec("other-build", { ...toy, build: "f".repeat(64) }),
        spec("no-spec-at-all", []),
        spec("__proto__", { ...toy, count: -1 }),
      ];
      const before = readdirSync(rig.folder, { recursive: true }).length;
      const worker = await rig.startWorker();
      const ticket = "0123456789abcdef";
      await withQueue(server.url, async (queue) => {
        const add = (id: string, data: unknown, name = JOB_NAME): Promise<unknown> =>
          queue.add(name, data as never, { ...jobOptions, jobId: id });
        for (const [i, store] of stores.entries()) await add(jobIdOf(runTicket("", String(i)), i), { store, index: i });
        // The run is there, and yet not as its id has it
        await add(jobIdOf(ticket, 1), { store: rig.folder, index: 1 });
        for (const [i, index] of [1e300, -1, 0.5, "1", 4, null].entries())
          await add(jobIdOf(ticket, 10 + i), { store: rig.folder, index });
        await add(jobIdOf(ticket, 20), { store: rig.folder, index: 20, module: "evil.js" });
        await add(jobIdOf(ticket, 21), { store: rig.folder, index: 21 }, "shell");
        for (const data of [null, [], "task", 7, { __proto__: null }])
          await add(`x-${JSON.stringify(data)}`.replaceAll(":", ""), data);
        const all = stores.length + 1 + 6 + 2 + 5;
        await until("all of them have failed", 20_000, async () => (await queue.getFailedCount()) === all, 100);
        const failed = await queue.getFailed();
        assert.ok(
          failed.every(({ attemptsMade }) => attemptsMade === 1),
          "each was tried once",
        );
      });
      assert.equal(fetched, 0);
      assert.equal(worker.count("begun"), 0);
      assert.equal(readdirSync(rig.folder, { recursive: true }).length, before);
      assert.deepEqual(outside.names, ["_spec.json"]);
      assert.equal((await rig.submit()).error, undefined); // and the worker does what it is there for
      await checkSame(rig, { count: 4 });
      web.close();
      await outside.close();
    },
  );
}

export function secrets(backend: Backend): Check {
  return withRig(
    "no secret gets into the queue or into what is told",
    backend,
    { count: 4, wait: 20 },
    async (rig, server) => {
      const secret = "hunter2-of-the-server";
      await withRedis(server.url, (redis) =>
        redis.acl("SETUSER", "tenant", "on", `>${secret}`, "~{langevin}*", "+@all"),
      );
      const url = server.url.replace("//", `//tenant:${secret}@`);
      const worker = await rig.startWorker({ server: url });
      const { error, progress } = await rig.submit({ server: url });
      assert.equal(error, undefined);
      const stored = await withRedis(server.url, async (redis) => {
        const keys = await redis.keys("*");
        assert.ok(keys.length > 0 && keys.every((key) => key.startsWith("{langevin}")), `${keys}`);
        return (await Promise.all(keys.map((key) => redis.dumpBuffer(key)))).map((dump) => String(dump)).join();
      });
      assert.ok(!stored.includes(secret));
      const refused = await rig.submit({ server: url.replace(secret, `${secret}-wrong`) });
      assert.match(refused.error ?? "", /expected a server at redis:\/\/127/);
      for (const said of [JSON.stringify(worker.news), JSON.stringify(progress), refused.error!])
        assert.ok(!said.includes(secret), said);
    },
  );
}

/** Seconds from a worker's death to the new beginning of its task, by the settings that users have. */
export function recovery(backend: Backend): Check {
  const defaults = { lockSeconds: LOCK_SECONDS, checkSeconds: CHECK_SECONDS };
  const bound = LOCK_SECONDS + 2 * CHECK_SECONDS;
  const toy = { count: 12, wait: 200 };
  return withRig(`a killed worker's task begins again within ${bound} s by the defaults`, backend, toy, async (rig) => {
    const [first, second] = await Promise.all([
      rig.startWorker({ ...defaults, fault: "die-within:2" }),
      rig.startWorker(defaults),
    ]);
    const run = rig.submit();
    await until("the first has died", 20_000, () => first.child.signalCode === "SIGKILL", 5);
    const died = performance.now();
    const task = first.news.findLast(({ type }) => type === "begun")!["task"];
    const again = () => second.news.find((each) => each.type === "begun" && each["task"] === task);
    await until("its task begins again", 30_000, () => again() !== undefined, 5);
    const seconds = (again()!.at - died) / 1000;
    assert.equal((await run).error, undefined);
    await checkSame(rig, toy);
    assert.ok(seconds <= bound && bound <= 12, `${seconds} s`);
    return `${seconds.toFixed(1)} s`;
  });
}

/** Milliseconds that the queue adds to a task: waits of 200 ms by 1, 2 and 4 workers. */
export function overhead(backend: Backend): Check {
  return {
    name: `${backend.name}: the queue adds at most 10 ms to a task`,
    skip: backend.skip,
    async run() {
      const [wait, each] = [200, 15];
      const found: string[] = [];
      for (const workers of [1, 2, 4]) {
        const server = await backend.start();
        const rig = await ToyRig.create(server.url, { count: each * workers, wait });
        try {
          await Promise.all(
            Array.from({ length: workers }, () =>
              rig.startWorker({ lockSeconds: LOCK_SECONDS, checkSeconds: CHECK_SECONDS }),
            ),
          );
          await sleep(500);
          assert.equal((await rig.submit()).error, undefined);
          assert.equal(written(rig), each * workers);
          // From one task's beginning to the next one's, without what the task itself took
          const extra = rig.workers.flatMap(({ news }) => {
            const begun = news.filter(({ type }) => type === "begun");
            const done = news.filter(({ type }) => type === "done");
            return begun.slice(1).map(({ at }, i) => at - begun[i].at - 1000 * (done[i]["seconds"] as number));
          });
          extra.sort((a, b) => a - b);
          const middle = extra[extra.length >> 1];
          found.push(`${middle.toFixed(1)} ms with ${workers}`);
          assert.ok(middle <= 10, found.join(", "));
        } finally {
          await rig.close();
          await server.close();
        }
      }
      return found.join(", ");
    },
  };
}
