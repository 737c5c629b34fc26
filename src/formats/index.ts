export { isMissing, isMissingNumber, markersAmongNumbers, missingMarkers } from "./missing.ts";
export { NumberEvidence, numberStyles, parseNumber, type NumberStyle } from "./numbers.ts";
