// Sweeps by several processes: ranking and winner are those of one process, whatever is killed meanwhile.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moons } from "langevin/toys";
import type { Check } from "./check.ts";
import type { Fixture } from "./fixture.ts";
import { childrenOf, langevin, start } from "./program.ts";
import { backends } from "./queue.ts";
import { withWorkers } from "./queue-rows.ts";
import { until } from "./servers.ts";

/** A table of numbers and words, and a sweep over 9 trials of its model. */
const TABLE = "moons.csv";
const flags = ["sweep", TABLE, "--trials", "9", "--steps", "180", "--seed", "2", "--space", "space.json"];

export function sweepChecks(fixture: Fixture): Check[] {
  writeInputs(fixture.folder);
  const folder = (name: string): string => join(fixture.folder, `sweep-${name}`);
  const alone = folder("alone");
  const results = (out: string): number =>
    existsSync(out) ? readdirSync(out).filter((name) => name.startsWith("result-")).length : 0;

  /** Waits until some trials are done, so that others are under way. */
  const underWay = (out: string, count: number): Promise<void> =>
    until(`${count} trainings of a sweep are done`, 60_000, () => results(out) >= count);

  let reference: Promise<unknown> | undefined;
  /** The sweep of one process, made by the first check that compares with it. */
  const byOneProcess = (): Promise<unknown> => {
    reference ??= langevin(fixture, [...flags, "--out", alone, "--threads", "1"]);
    return reference;
  };

  return [
    {
      name: "langevin sweep: a winner from which rows are made, and nothing is trained again",
      async run() {
        await byOneProcess();
        const { output } = await langevin(fixture, ["sample", join(alone, "winner.langevin"), "-n", "10"]);
        assert.equal(output.split("\n")[0], "x,y,side");
        const { output: again } = await langevin(fixture, [...flags, "--out", alone, "--json"]);
        const { seconds } = JSON.parse(again) as { seconds: number };
        assert.equal(results(alone), 13);
        return `${seconds.toFixed(1)} s for nothing`;
      },
    },
    {
      name: "a sweep by --workers 3, of which one is killed in a training: the ranking and winner of one process",
      async run() {
        const out = folder("workers");
        const { child, end } = start(fixture, "langevin", [...flags, "--out", out, "--workers", "3"]);
        await underWay(out, 2);
        const [first] = childrenOf(child.pid!);
        process.kill(first, "SIGKILL");
        const { status, errors } = await end;
        assert.equal(status, 0, errors);
        await byOneProcess();
        checkSame(out, alone);
      },
    },
    {
      name: "a sweep that is killed in its second rung goes on to the ranking and winner of one process",
      async run() {
        const out = folder("killed");
        const { child, end } = start(fixture, "langevin", [...flags, "--out", out, "--threads", "1"]);
        await underWay(out, 10);
        child.kill("SIGKILL");
        await end;
        assert.ok(!existsSync(join(out, "_SUCCESS")));
        await langevin(fixture, [...flags, "--out", out, "--workers", "2"]);
        await byOneProcess();
        checkSame(out, alone);
      },
    },
    ...backends().map((backend) =>
      withWorkers(
        fixture,
        backend,
        "langevin sweep --server and three workers, of which one is killed in a training: the ranking and winner of one process",
        async (server, work) => {
          const out = folder(backend.name);
          const [first] = [work(), work(), work()];
          const run = start(fixture, "langevin", [...flags, "--out", out, "--server", server.url]);
          await underWay(out, 3);
          first.child.kill("SIGKILL");
          const { status, errors } = await run.end;
          assert.equal(status, 0, errors);
          await byOneProcess();
          checkSame(out, alone);
        },
      ),
    ),
  ];
}

function writeInputs(folder: string): void {
  const points = moons.sample(400, { seed: 3 });
  const lines = Array.from({ length: 400 }, (_, r) => {
    const [x, y] = points.subarray(2 * r, 2 * r + 2);
    return `${x.toFixed(2)},${y.toFixed(2)},${x > 0 ? "right" : "left"}`;
  });
  writeFileSync(join(folder, TABLE), `x,y,side\n${lines.join("\n")}\n`);
  const space = { learningRate: { logUniform: [0.001, 0.03] }, hidden: { choices: [[32, 32], [64], [64, 64, 64]] } };
  writeFileSync(join(folder, "space.json"), JSON.stringify(space));
}

function checkSame(out: string, expected: string): void {
  assert.ok(existsSync(join(out, "_SUCCESS")), "no _SUCCESS");
  for (const name of ["ranking.json", "winner.langevin", "_manifest.json"])
    assert.ok(readFileSync(join(out, name)).equals(readFileSync(join(expected, name))), `${name} is another`);
}
