import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import * as kernels from "../../src/engine/generated/kernels.ts";
import { kernels as inlined, operations } from "../../src/engine/generated/kernels-wasm.ts";
import { readKernelText } from "../../src/engine/kernel-text.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const fileOf = { strict: "kernels.wasm", fused: "kernels-fused.wasm" };

describe.each(["strict", "fused"] as const)("the kernels' %s module", (arithmetic) => {
  const wasm = readKernelText(inlined, operations[arithmetic]);

  test("is the built file", () => {
    const built = readFileSync(new URL(`../../build/${fileOf[arithmetic]}`, import.meta.url));
    expect(Buffer.compare(wasm, built)).toBe(0);
  });

  test("is under 36 KB", () => {
    expect(wasm.length).toBeGreaterThan(1000);
    expect(wasm.length).toBeLessThan(36 * 1024);
  });

  // Node 20 has relaxed SIMD only behind a flag
  const runs = WebAssembly.validate(wasm);
  test.skipIf(!runs)("asks its host for a memory and nothing else: no host function can enter a result", async () => {
    const module = await WebAssembly.compile(wasm);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    expect(
      WebAssembly.Module.exports(module)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(kernels).sort());
    const kinds = WebAssembly.Module.exports(module).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(["function"]));
  });
});

/** What createEngine comes to in a process of its own, started with a V8 option. */
function engineUnder(option: string): string {
  const script = `
    import { createEngine } from "./src/engine/engine.ts";
    createEngine().then(() => console.log("fine"), (e) => console.log(e.name + " " + e.code + " " + e.message));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [option, "--import", "tsx", "--input-type=module", "--eval", script],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8" },
  );
  return stdout.trim() || stderr;
}

const WITHOUT = "LangevinError unsupported createEngine: expected WebAssembly";

describe("an engine that cannot run the kernels", () => {
  test("without WebAssembly", () => {
    expect(engineUnder("--no-expose-wasm")).toBe(`${WITHOUT}, got an engine without it`);
  });

  test.runIf(process.arch === "x64")("without SSE4.1, hence without 128-bit SIMD", () => {
    expect(engineUnder("--no-enable-sse4-1")).toContain(`${WITHOUT} with 128-bit SIMD`);
  });

  test("the same, pretended", async () => {
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    await expect(createEngine()).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("128-bit SIMD"),
    });
    vi.stubGlobal("WebAssembly", undefined);
    await expect(createEngine()).rejects.toMatchObject({ code: "unsupported" });
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    await expect(createEngine()).resolves.toBeDefined();
  });
});
