// What the module offers.

export { multiplyAdd } from "./lanes";
export { drawWeights } from "./initial-weights";
export { multiplyPanel } from "./dense";
export { firstNonFinite } from "./rows";
export { addMeans, addVariances, standardizeRows } from "./columns";
export { coupleNoise, couplingScratch } from "./coupling";
export { layReference } from "./reference-rows";
export { trainTiles, weightGradients } from "./dsm";
export { updatePanels, transposePanels } from "./adam";
export { combineRows } from "./combine";
export { overwriteKnown } from "./known";
export { placeGiven } from "./masks";
export { startRows, networkPredict, networkLangevin } from "./langevin";
export { conditionSums } from "./conditions";
export { networkJacobian } from "./jacobian";
