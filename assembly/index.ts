// What the module offers.

export { multiplyAdd } from "./lanes";
export { expArray, logArray, sinArray, cosArray, sigmoidArray } from "./math";
export { threefry, stepKey } from "./threefry";
export { normals, uniformArray, uniformRow } from "./normal";
export { activate } from "./generated/activations";
export { multiplyPanel, weightGradientPanel, transposePanel } from "./dense";
export { packRows, unpackRows, firstNonFinite } from "./rows";
export { assignment, assignmentScratch } from "./assignment";
export { coupleNoise, couplingScratch } from "./coupling";
export { drawReference } from "./stable-target";
export { trainTiles, weightGradients } from "./dsm";
export { adamW, updatePanels, transposePanels } from "./adam";
export { combineRows } from "./combine";
export { overwriteKnown } from "./known";
export { placeGiven } from "./masks";
export { langevinUpdate, startRows, networkPredict, networkLangevin } from "./langevin";
export { networkJacobian } from "./jacobian";
