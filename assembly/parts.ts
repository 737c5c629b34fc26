// What is compiled: the module's functions, and those of their parts that tests and benchmarks call one by one.

export * from "./index";
export { expArray, powerOfTwoArray, logArray, sinArray, cosArray, sigmoidArray } from "./math";
export { threefry, stepKey } from "./threefry";
export { normals, uniformArray } from "./normal";
export { activate } from "./generated/activations";
export { weightGradientPanel, transposePanel } from "./dense";
export { packRows, unpackRows } from "./rows";
export { assignment, assignmentScratch } from "./assignment";
export { adamW } from "./adam";
export { langevinUpdate } from "./langevin";
