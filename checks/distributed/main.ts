// npm run check:distributed [-- --times] [-- words…]: rows by many processes, arrays of jobs and queues are those of one call, whatever
// fails meanwhile. Words choose the checks whose names have one of them; --times measures how work scales instead. Last line: N passed, N failed.
import { parseArgs } from "node:util";
import { commandChecks } from "./commands.ts";
import { runChecks, type Check } from "./check.ts";
import { engineChecks } from "./engines.ts";
import { makeFixture } from "./fixture.ts";
import { queueChecks, queueRowsChecks, queueTimes } from "./queue.ts";
import { scalingChecks } from "./scaling.ts";
import { sweepChecks } from "./sweep.ts";

const { values: flags, positionals } = parseArgs({ options: { times: { type: "boolean" } }, allowPositionals: true });
const words = positionals.map((word) => word.toLowerCase());
const isChosen = ({ name }: Check): boolean => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)); // prettier-ignore

const fixture = await makeFixture();
try {
  // Those of the queue wait more than they compute
  const together = flags.times ? [] : queueChecks();
  const alone = flags.times
    ? scalingChecks(fixture)
    : [
        ...commandChecks(fixture),
        ...engineChecks(fixture),
        ...sweepChecks(fixture),
        ...queueRowsChecks(fixture),
        ...queueTimes(),
      ];
  const counts = [await runChecks(together.filter(isChosen), 4), await runChecks(alone.filter(isChosen))];
  const [passed, failed] = (["passed", "failed"] as const).map((key) =>
    counts.reduce((sum, each) => sum + each[key], 0),
  );
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} finally {
  fixture.close();
}
process.exit(); // clients of servers that are gone would keep it
