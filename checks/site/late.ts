/** How many times its limit may take on a machine that has other work. */
const SLACK = 10;

/** What is wrong with a time: with `--times`, for a machine that does nothing else, the figure itself; else only what is out of all proportion. */
export function late(what: string, millis: number, limit: number): string[] {
  const most = process.argv.includes("--times") ? limit : SLACK * limit;
  return millis <= most ? [] : [`${what}: ${millis.toFixed(0)} ms, expected at most ${most}`];
}
