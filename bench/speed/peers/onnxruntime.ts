import { availableParallelism } from "node:os";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import { exampleRows } from "../../kit/cases.ts";
import * as model from "../cases.ts";
import { serve } from "../serve.ts";
import { installed } from "./installed.ts";
import { langevinModel } from "./onnx-model.ts";

// ONNX Runtime, `tsx onnxruntime.ts web|node 1|all`: the whole Langevin step is one model with fixed sizes.

const web = process.argv[2] === "web";
const threads = process.argv[3] === "all" ? availableParallelism() : 1;

await serve(async (speedCase) => {
  const { dim, batchSize } = speedCase;
  const ort = await installed(() =>
    web
      ? import("onnxruntime-web")
      : (import("onnxruntime-node") as unknown as Promise<typeof import("onnxruntime-web")>),
  );
  if (web) ort.env.wasm.numThreads = threads;
  const bytes = await langevinModel(speedCase);
  const session: InferenceSession = await ort.InferenceSession.create(bytes, {
    executionProviders: [web ? "wasm" : "cpu"],
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  let x: Tensor = new ort.Tensor("float32", exampleRows(batchSize, dim), [batchSize, dim]);
  const sigma = new ort.Tensor("float32", Float32Array.of(model.SIGMA), [1, 1]);
  return {
    version: `onnxruntime-${web ? "web" : "node"} ${web ? ort.env.versions.web : ort.env.versions.node}`,
    note: `${threads} thread${threads > 1 ? "s" : ""}`,
    runs: {
      langevin: async () => {
        x = (await session.run({ x, sigma })).moved;
      },
    },
  };
});
