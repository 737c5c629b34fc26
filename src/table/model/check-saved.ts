import { checkInteger, checkNumber, checkOneOf, invalid } from "../../support/errors.ts";
import { checkNames } from "../../support/options.ts";
import type { TableSchema } from "../schema/table-schema.ts";
import type { Step } from "./constraints.ts";
import type { FitState } from "./fit-state.ts";
import { GAP } from "./model-file.ts";

type Json = Readonly<Record<string, unknown>>;

const STEP_KEYS = ["kind", "columns", "target", "from", "by", "rest", "resolution", "range"];

/**
 * Constraints as a file has them.
 *
 * @param fields  how many there are
 * @throws LangevinError "invalid-argument"
 */
export function checkSavedSteps(
  where: string,
  json: unknown,
  fields: number,
  combinations: Map<number, Float64Array>,
): Step[] {
  if (!Array.isArray(json) || json.length > 4096) throw invalid(where, "constraints an array", json);
  let next = fields;
  const steps = json.map((step: unknown, k): Step => {
    checkNames(where, step, STEP_KEYS);
    const { kind, columns, target, from, by, rest, resolution, range } = step as Json;
    if (checkOneOf(where, "kind", kind, ["difference", "combination"]) === "combination") {
      const places = checkPlaces(where, "columns", columns, fields);
      const values = combinations.get(k);
      combinations.delete(k);
      if (!values || values.length === 0 || values.length % places.length !== 0)
        throw invalid(where, `combinations of ${places.length} columns`, values);
      return { kind: "combination", columns: places, values: values.map((value) => (value === GAP ? NaN : value)) };
    }
    if (rest !== -1 && rest !== next) throw invalid(where, `rest -1 or ${next}`, rest);
    if (rest !== -1) next++;
    if (!Array.isArray(range) || range.length !== 2) throw invalid(where, "range two numbers", range);
    const [low, high] = range.map((end: unknown) =>
      checkNumber(where, "range", end, -Number.MAX_VALUE, Number.MAX_VALUE),
    );
    return {
      kind: "difference",
      target: checkInteger(where, "target", target, 0, fields - 1),
      from: checkPlaces(where, "from", from, fields),
      by: checkOneOf(where, "by", by, ["max", "sum"]),
      rest: rest === -1 ? undefined : (rest as number),
      resolution: checkNumber(where, "resolution", resolution, 0, 1e300),
      range: [low, high],
    };
  });
  if (combinations.size > 0) throw invalid(where, "no further combinations", combinations.size);
  return steps;
}

function checkPlaces(where: string, name: string, places: unknown, fields: number): number[] {
  if (!Array.isArray(places) || places.length === 0 || places.length > fields)
    throw invalid(where, `${name} of columns`, places);
  return places.map((place: unknown) => checkInteger(where, name, place, 0, fields - 1));
}

const FIT_KEYS = [
  ...["rows", "seed", "step", "steps", "finished", "target", "holdout", "copies", "validateEvery", "patience"],
  ...["evaluations", "best"],
];

/** A fit's state as a file has it; the best weights are tensors of their own. */
export function checkFitState(
  where: string,
  json: unknown,
  { fields }: TableSchema,
): { state: FitState; best: { loss: number; step: number } | undefined } {
  checkNames(where, json, FIT_KEYS);
  const { target, best, finished, ...counts } = json as Json;
  const count = (name: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number =>
    checkInteger(where, name, counts[name], least, most);
  if (typeof finished !== "boolean") throw invalid(where, "finished true or false", finished);
  if (target !== null && !fields.some(({ name }) => name === target))
    throw invalid(where, "target a column or null", target);
  const rows = count("rows", 2);
  const steps = count("steps", 0, 1e9);
  if (best !== undefined) checkNames(where, best, ["loss", "step"]);
  const { loss, step: bestStep } = (best ?? {}) as Json;
  return {
    state: {
      rows,
      seed: count("seed", 0),
      steps,
      step: count("step", 0, steps),
      finished,
      target: target === null ? undefined : (target as string),
      holdout: count("holdout", 0, rows - 2),
      copies: count("copies", 1, 1e6),
      validateEvery: count("validateEvery", 1, 1e9),
      patience: count("patience", 1, 1e9),
      evaluations: count("evaluations", 3, 1e6),
      best: undefined,
    },
    best:
      best === undefined
        ? undefined
        : {
            loss: checkNumber(where, "best.loss", loss, -1e300, 1e300),
            step: checkInteger(where, "best.step", bestStep, 1, steps),
          },
  };
}
