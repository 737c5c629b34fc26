import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const tsx = fileURLToPath(new URL("../../node_modules/tsx/dist/cli.mjs", import.meta.url));

/** What a program of examples/ prints; fails if it does not end well. */
async function run(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [tsx, `examples/${name}.ts`, ...args], { cwd: root });
  return stdout;
}

/** The first number after a text. */
function numberAfter(output: string, text: string): number {
  return Number.parseFloat(output.slice(output.indexOf(text) + text.length));
}

it("first: new points close to the circle; it is the README's first program", async () => {
  const [, least, most] = /^1,000 new points, ([\d.]+) to ([\d.]+) from/.exec(await run("first"))!.map(Number);
  expect(least).toBeGreaterThan(0.8);
  expect(most).toBeLessThan(1.2);
  const [, program] = /^```ts\n([^]*?)^```/m.exec(readFileSync(`${root}README.md`, "utf8"))!;
  expect(program).toBe(readFileSync(`${root}examples/first.ts`, "utf8"));
});

it("composition: the product of two networks has the four crossings of their lines, and little else", async () => {
  const shares = [...(await run("composition")).matchAll(/: ([\d.]+) %/g)].map(([, share]) => Number(share));
  expect(shares).toHaveLength(4);
  // 4 standard errors of 1,000 rows: 5.5 %
  for (const share of shares) expect(Math.abs(share - 25)).toBeLessThan(5.5);
  expect(shares.reduce((sum, share) => sum + share)).toBeGreaterThan(95);
});

it("npm run example: one of them, with its arguments; the names for any other", async () => {
  const example = (...args: string[]) =>
    promisify(execFile)(process.execPath, [tsx, "scripts/example.mjs", ...args], { cwd: root });
  expect((await example("digits", "60", "/nowhere/x")).stdout).toContain("There is no /nowhere/x");
  for (const wrong of ["", "nothing", "../scripts/setup", "two-moons.ts"])
    await expect(example(wrong)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("in-a-worker") });
});

it("two-moons: samples are much nearer to unseen points than noise is", async () => {
  const output = await run("two-moons", "1000");
  expect(output).toContain("step 1000: loss");
  // Points of N(0, I) are at 0.195, the training points at 0.0004
  expect(numberAfter(output, "energy distance to unseen points: ")).toBeLessThan(0.02);
  expect(output).toMatch(/#{3}/); // somewhere the points are dense
});

it("own-score: the hills' shares, within 5 standard errors and the step's own error", async () => {
  const share = numberAfter(await run("own-score"), "share of the upper hill: ");
  expect(Math.abs(share - 0.8)).toBeLessThan(5 * Math.sqrt((0.8 * 0.2) / 4000) + 0.01);
});

it("chains: three integrators agree with the exact mean within 4.5 of their own errors, and a picture", async () => {
  const output = await run("chains", "3000");
  const exact = numberAfter(output, "exact mean of x: ");
  const found = [...output.matchAll(/^(.+): mean of x (\S+) ± (\S+), R̂/gm)];
  expect(found.map(([, name]) => name)).toEqual(["baoab", "leimkuhler-matthews", "metropolis, 2 scores a step"]);
  for (const [, , mean, error] of found) expect(Math.abs(Number(mean) - exact)).toBeLessThan(4.5 * Number(error));
  expect(output).toContain("out/chains.png");
});

it("digits: writes ten of them, or says what is missing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "digits-"));
  const path = join(folder, "optdigits.tra");
  // Digit d here is a dark square, d pixels down
  const square = (digit: number): number[] =>
    Array.from({ length: 64 }, (_, k) => (Math.abs(Math.floor(k / 8) - digit * 0.7) < 1.5 && k % 8 > 3 ? 16 : 0));
  const rows = Array.from({ length: 400 }, (_, i) => [...square(i % 10), i % 10].join(","));
  writeFileSync(path, rows.join("\n"));
  const lines = (await run("digits", "60", path)).split("\n").filter((line) => line.length === 5 * 16 + 4 * 3);
  rmSync(folder, { recursive: true });
  expect(lines.length).toBe(16);
  expect(lines.join("")).toMatch(/[@#]/);
  expect(await run("digits", "60", "/nowhere/optdigits.tra")).toContain("There is no /nowhere/optdigits.tra: get");
});

it("resume: killed, gone on, and equal", async () => {
  const output = await run("resume");
  expect(output).toContain("killed: SIGKILL");
  // Saved last at a hundred; the kill comes some steps after 250
  expect(numberAfter(output, "went on at step ") % 100).toBe(1);
  expect(output).toContain("equal to a training that nobody killed, bit for bit");
});

it("in-a-worker: learns the squares while this thread goes on", async () => {
  const output = await run("in-a-worker", "500");
  expect(numberAfter(output, "step 500: loss ")).toBeGreaterThan(0);
  expect(Number(/(\d+) % of the samples/.exec(output)![1])).toBeGreaterThan(70);
  expect(numberAfter(output, "this thread got ")).toBeGreaterThan(10);
});

it("inference: both rates of an epidemic, from one town's month, and more exactly from four", async () => {
  const output = await run("inference", "600");
  const found = [...output.matchAll(/: (\S+), between (\S+) and (\S+) with 90 %; it was (\S+)/g)];
  expect(found).toHaveLength(4);
  const widths = found.map(([, middle, low, high, truth]) => {
    expect(Math.abs(Number(middle) / Number(truth) - 1)).toBeLessThan(0.5);
    return Number(high) - Number(low);
  });
  expect(widths[2]).toBeLessThan(widths[0]);
  expect(widths[3]).toBeLessThan(widths[1]);
});
