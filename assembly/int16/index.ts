// What the module of 16-bit integers offers: what samplers call, under the same names and with the same arguments as in ../index.ts.

export { combineRows } from "../combine";
export { conditionSums } from "../conditions";
export { startRows, networkPredict, networkLangevin } from "../langevin";
