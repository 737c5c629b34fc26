import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import { kernels, operations } from "../../src/engine/generated/kernels-wasm.ts";
import { readKernelText } from "../../src/engine/kernel-text.ts";

const strictKernels = readFileSync(new URL("../../build/kernels.wasm", import.meta.url));

/** What an engine that is to be the fastest becomes in a Node with these options. */
function becomes(...options: string[]): string {
  const script = `
    import { createEngine } from "./src/engine/engine.ts";
    createEngine({ arithmetic: "fastest" }).then((e) => (console.log(e.arithmetic), e.dispose()), console.log);`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...options, "--import", "tsx", "--input-type=module", "--eval", script],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8" },
  );
  return stdout.trim() || stderr;
}

describe("the fastest arithmetic", () => {
  test("is fused where the engine has relaxed SIMD and a CPU that fuses, else strict", async () => {
    const fused = await createEngine({ arithmetic: "fused" }).catch(() => undefined);
    const fastest = await createEngine({ arithmetic: "fastest" });
    expect(fastest.arithmetic).toBe(fused ? "fused" : "strict");
    fused?.dispose();
    fastest.dispose();
  });

  test("is strict without FMA", () => {
    expect(becomes("--no-enable-fma3")).toBe("strict");
  });

  test.runIf(process.version.startsWith("v20.") && readFileSync("/proc/cpuinfo", "utf8").includes(" fma "))(
    "is fused in Node 20 with the flag",
    () => {
      expect(becomes("--experimental-wasm-relaxed-simd")).toBe("fused");
    },
  );

  test.each([1, 2])("goes by the kernels that are given, which are read once; %i thread(s)", async (threads) => {
    let reads = 0;
    const wasm = {
      ok: true,
      arrayBuffer: () => {
        reads++;
        return Promise.resolve(strictKernels.buffer.slice(strictKernels.byteOffset));
      },
    } as unknown as Response;
    const engine = await createEngine({ arithmetic: "fastest", threads, wasm });
    expect([engine.arithmetic, engine.threads, reads]).toEqual(["strict", threads, 1]);
    engine.dispose();
    const module = await WebAssembly.compile(readKernelText(kernels, operations.strict));
    const compiled = await createEngine({ arithmetic: "fastest", wasm: module });
    expect(compiled.arithmetic).toBe("strict");
    compiled.dispose();
  });

  test("does not hide other errors", async () => {
    await expect(createEngine({ arithmetic: "fastest", wasm: new Uint8Array(8) })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});
