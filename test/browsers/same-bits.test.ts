import { expect, test } from "vitest";
import golden from "../../scripts/consumers/golden.json" with { type: "json" };

const { program } = await import(
  new URL("../../scripts/consumers/program.js", import.meta.url).href // plain JavaScript, without types
);

// Node shares memory without being asked to isolate pages
const shares = globalThis.crossOriginIsolated ?? true;

test("200 steps and 1,000 samples have the golden bits, on two threads or the one there can be", async () => {
  const { hash, threads, notice } = await program();
  expect([hash, threads]).toEqual([golden.hash, shares ? 2 : 1]);
  if (shares) expect(notice).toBeUndefined();
  else expect(notice).toMatch(/^one thread: memory cannot be shared here; pages need the headers/);
});
