import { toTable } from "../../data/rows.ts";
import { LangevinError } from "../../support/errors.ts";

/** An observation of `conditions` numbers, copied. @throws LangevinError "invalid-argument", "invalid-data" for what is none */
export function readObservation(where: string, observation: ArrayLike<number>, conditions: number): Float64Array {
  const { values, count } = toTable(where, "observation", observation, conditions);
  if (count === 1) return values;
  throw new LangevinError(
    "invalid-data",
    `${where}: expected an observation of ${conditions} numbers, got ${values.length}`,
  );
}
