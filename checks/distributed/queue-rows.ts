// Rows of a network by the built program's workers and a queue, from the plan to the hash.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import type { Check } from "./check.ts";
import { checkRows, type Fixture } from "./fixture.ts";
import { langevin, start, waitForParts, type Started } from "./program.ts";
import { endProcess, until, type TestServer } from "./servers.ts";
import type { Backend } from "./queue-faults.ts";

/** A check with a server of its own, and workers of the built program for its queue. */
export function withWorkers(
  fixture: Fixture,
  backend: Backend,
  name: string,
  body: (server: TestServer, work: () => Started) => Promise<void>,
): Check {
  return {
    name: `${backend.name}: ${name}`,
    skip: backend.skip,
    async run() {
      const server = await backend.start();
      const workers: ChildProcess[] = [];
      const work = (): Started => {
        const args = ["worker", "--root", fixture.folder, "--threads", "1", "--lock", "2", "--check", "0.5"];
        const started = start(fixture, "langevin", args, { env: { LANGEVIN_SERVER: server.url } });
        workers.push(started.child);
        return started;
      };
      try {
        await body(server, work);
      } finally {
        for (const worker of workers) await endProcess(worker, "SIGKILL");
        await server.close();
      }
    },
  };
}

export function queueRows(fixture: Fixture, backend: Backend): Check[] {
  let made = 0;
  const check = (name: string, body: (out: string, server: TestServer, work: () => Started) => Promise<void>): Check =>
    withWorkers(fixture, backend, name, (server, work) =>
      body(join(fixture.folder, `${backend.name}-${made++}`), server, work),
    );
  return [
    check(
      "langevin sample --server and two workers, one of which is killed: the rows of one call",
      async (out, server, work) => {
        const [first, second] = [work(), work()];
        const run = start(fixture, "langevin", [...fixture.sample, "--out", out, "--server", server.url]);
        await waitForParts(out, 3);
        first.child.kill("SIGKILL");
        const { status, errors } = await run.end;
        if (status !== 0) throw new Error(errors);
        await checkRows(fixture, out);
        if (!errors.includes(fixture.rowsSha256)) throw new Error(`the hash is not told: ${errors}`);
        second.child.kill("SIGTERM");
        const ended = await second.end;
        if (ended.status !== 143 && ended.status !== 0)
          throw new Error(`the worker ended with ${ended.status}: ${ended.errors}`);
      },
    ),
    check("langevin cancel, status and submit: what is done stays, and the rest is done", async (out, server, work) => {
      work();
      const run = start(fixture, "langevin", [...fixture.sample, "--out", out, "--server", server.url]);
      await waitForParts(out, 2);
      await langevin(fixture, ["cancel", out]);
      const { status } = await run.end;
      if (status === 0) throw new Error("a cancelled run ended as if it were done");
      const { errors } = await langevin(fixture, ["status", out, "--server", server.url]);
      if (!/missing|cancelled/.test(errors) || !/1 worker/.test(errors)) throw new Error(errors);
      const before = readdirSync(out).filter((name) => name.startsWith("part-")).length;
      if (before === 12 || readdirSync(out).includes("_SUCCESS")) throw new Error(`${before} parts`);
      await langevin(fixture, ["submit", out, "--server", server.url]);
      await checkRows(fixture, out);
    }),
    check(
      "a run without a worker says so; one comes, and the rows are those of one call",
      async (out, server, work) => {
        const run = start(fixture, "langevin", [...fixture.sample, "--out", out, "--server", server.url]);
        let told = "";
        run.child.stderr!.on("data", (text: Buffer) => (told += text.toString()));
        await until("it is said", 30_000, () => told.includes("no worker is there"));
        work();
        const { status, errors } = await run.end;
        if (status !== 0) throw new Error(errors);
        await checkRows(fixture, out);
      },
    ),
  ];
}
