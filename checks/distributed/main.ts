// npm run check:distributed [-- words…]: rows by many processes, arrays of jobs and queues are those of one call, whatever
// fails meanwhile. Words choose the checks whose names have one of them. Last line: N passed, N failed.
import { commandChecks } from "./commands.ts";
import { runChecks, type Check } from "./check.ts";
import { makeFixture } from "./fixture.ts";

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const isChosen = ({ name }: Check): boolean => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)); // prettier-ignore

const fixture = await makeFixture();
try {
  const checks = [...commandChecks(fixture)];
  const { passed, failed } = await runChecks(checks.filter(isChosen));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} finally {
  fixture.close();
}
