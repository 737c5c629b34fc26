import { functionalDependencies, tableValidity } from "../metrics/index.ts";
import type { ReadTables } from "./read-tables.ts";
import type { ValidityComparison } from "./table-evaluation.ts";

/** What the real rows obey, column by column and in pairs, and who else does. */
export function compareValidity({ columns, real, synthetic, holdout }: ReadTables): ValidityComparison[] {
  const drawn = tableValidity(real, synthetic).columns;
  const heldOut = holdout && tableValidity(real, holdout).columns;
  const cells = columns.map(({ field, kind }, c): ValidityComparison => ({
    kind: kind === "number" ? "range" : "levels",
    rule: kind === "number" ? `${field.name} within the real range` : `${field.name} of the real levels`,
    synthetic: drawn[c].adherence,
    heldOut: heldOut ? heldOut[c].adherence : null,
  }));
  const told = functionalDependencies(real, synthetic).dependencies;
  const toldOfHoldout = holdout && functionalDependencies(real, holdout).dependencies;
  const dependencies = told.map(({ from, to, kept }, k): ValidityComparison => ({
    kind: "dependency",
    rule: `${columns[from].field.name} tells ${columns[to].field.name}`,
    synthetic: kept,
    heldOut: toldOfHoldout ? toldOfHoldout[k].kept : null,
  }));
  return [...cells, ...dependencies].filter(({ synthetic: share }) => !Number.isNaN(share));
}
