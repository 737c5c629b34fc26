import { defineConfig } from "vitest/config";

const results = process.env["TEST_RESULTS"];

/** What computes and leaves nothing behind: a process runs many of these files, where the others have one each. */
const together = ["data", "density", "files", "formats", "kernels", "metrics", "models", "noise", "numerics", "onnx", "recipe", "reference", "sampling", "support", "table", "toys", "training"].map((room) => `test/${room}/**/*.test.ts`); // prettier-ignore

export default defineConfig({
  test: {
    // One more than the cores of most machines that run it: browsers and child processes are waited for
    maxWorkers: 3,
    reporters: results ? ["default", ["json", { outputFile: results }]] : ["default"],
    projects: [
      { test: { name: "together", include: together, isolate: false, testTimeout: 120_000 } },
      { test: { name: "alone", include: ["test/**/*.test.ts"], exclude: together, testTimeout: 120_000 } },
    ],
  },
});
