export { saveOnnx, type SaveOnnxOptions } from "./save-onnx.ts";
export { saveOnnxSampler, type SaveOnnxSamplerOptions } from "./save-onnx-sampler.ts";
export type { OnnxOptions } from "./open-graph.ts";
