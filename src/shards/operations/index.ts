import { checkOneOf } from "../../support/errors.ts";
import { impute } from "./impute.ts";
import { decode, encode } from "./latent.ts";
import { logDensity } from "./log-density.ts";
import type { Operation } from "./operation.ts";
import { sample } from "./sample.ts";
import { tableImpute } from "./table-impute.ts";
import { tableSample } from "./table-sample.ts";
import { tableScore } from "./table-score.ts";

/** Every operation, by its name: a new one is a file and a line here. */
export const operations = {
  sample,
  impute,
  logDensity,
  encode,
  decode,
  tableSample,
  tableImpute,
  tableScore,
} satisfies Readonly<Record<string, Operation>>;

/** The name of a row-wise operation. */
export type OperationName = keyof typeof operations;

/**
 * The operation of a name.
 *
 * @throws LangevinError "invalid-argument"
 */
export function operationOf(where: string, name: unknown): Operation {
  return operations[checkOneOf(where, "operation", name, Object.keys(operations) as OperationName[])];
}
