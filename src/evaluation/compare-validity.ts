import { functionalDependencies, tableValidity } from "../metrics/index.ts";
import type { RelatedTables } from "./relations.ts";
import type { ValidityComparison } from "./table-evaluation.ts";

/** What the real rows obey, column by column and in relations, and who else does. */
export function compareValidity({ columns, real, synthetic, holdout, relations }: RelatedTables): ValidityComparison[] {
  const names = columns.map(({ field }) => field.name);
  const drawn = tableValidity(real, synthetic).columns;
  const heldOut = holdout && tableValidity(real, holdout).columns;
  const cells = columns.map(({ kind }, c): ValidityComparison => ({
    kind: kind === "number" ? "range" : "levels",
    rule: kind === "number" ? `${names[c]} within the real range` : `${names[c]} of the real levels`,
    real: 1,
    synthetic: drawn[c].adherence,
    heldOut: heldOut ? heldOut[c].adherence : null,
  }));
  const told = functionalDependencies(real, synthetic).dependencies;
  const toldOfHoldout = holdout && functionalDependencies(real, holdout).dependencies;
  const dependencies = told.map(({ from, to, kept }, k): ValidityComparison => ({
    kind: "dependency",
    rule: `${names[from]} tells ${names[to]}`,
    real: 1,
    synthetic: kept,
    heldOut: toldOfHoldout ? toldOfHoldout[k].kept : null,
  }));
  const kept = relations.map(({ rule, share }): ValidityComparison => ({
    kind: "constraint",
    rule,
    real: share(real, real),
    synthetic: share(real, synthetic),
    heldOut: holdout ? share(real, holdout) : null,
  }));
  return [...cells, ...dependencies, ...kept].filter(({ synthetic: share }) => !Number.isNaN(share));
}
