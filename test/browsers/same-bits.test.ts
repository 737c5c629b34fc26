import { expect, test } from "vitest";
import golden from "../../checks/consumers/golden.json" with { type: "json" };

const { program } = await import(
  new URL("../../checks/consumers/program.js", import.meta.url).href // plain JavaScript, without types
);

const shares = typeof SharedArrayBuffer === "function";

test("200 steps and 1,000 samples have the golden bits, on two threads or the one there can be", async () => {
  const { hash, threads, notice } = await program();
  expect([hash, threads]).toEqual([golden.hash, shares ? 2 : 1]);
  if (shares) expect(notice).toBeUndefined();
  else
    expect(notice).toMatch(
      crossOriginIsolated ? /here; this browser has no SharedArrayBuffer/ : /here; pages need the headers/,
    );
});
