// What is compiled: the module's functions, and those of their parts that tests and benchmarks call one by one.

export * from "./index";
export { quantizeRows, multiplyIntegerPanel } from "./dense";
export { addSilu } from "./silu";
