import { checkInteger, checkNumber, checkPositive, invalid } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { boolean, integer, oneOf, option, type Option } from "../../support/options.ts";
import { isReadable } from "../../support/readable.ts";
import { type Move, type RegisterName } from "./moves.ts";

/** What kind of method a sampler is. */
export type SamplerFamily = "Langevin" | "DDPM" | "SDE" | "ODE";

const families = ["Langevin", "DDPM", "SDE", "ODE"] as const satisfies SamplerFamily[];

/** The options of every sampler with `"auto"`; the most evaluations are more than any method gains from. */
export const evaluationsOption = /* @__PURE__ */ integer(1, 100_000);
/** The same for samplers that need levels to go down by. */
export const severalEvaluations = /* @__PURE__ */ integer(3, 100_000);
export const denoiseOption = /* @__PURE__ */ boolean({ default: true });

const text = /* @__PURE__ */ option(
  (where, name, value) => {
    if (typeof value !== "string" || value.length > 1000)
      throw invalid(where, `${name} a string of at most 1000 letters`, value);
    return value;
  },
  { required: true },
);

function checkFunction(where: string, name: string, value: unknown): (...args: never[]) => unknown {
  if (typeof value !== "function") throw invalid(where, `${name} a function`, value);
  return value as (...args: never[]) => unknown;
}

/** Registers beside "x", at most: each is an array of all rows. */
const MOST_REGISTERS = 16;

function checkRegisters(where: string, name: string, value: unknown): readonly RegisterName[] {
  const isNames =
    isList(value) && value.length <= MOST_REGISTERS && Array.from(value).every((entry) => typeof entry === "string");
  if (!isNames) throw invalid(where, `${name} an array of at most ${MOST_REGISTERS} names`, value);
  return Array.from(value as ArrayLike<string>);
}

function checkTable(where: string, name: string, value: unknown): Readonly<Record<string, Option<unknown>>> {
  const isTable =
    isReadable(value) &&
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every(
      (entry: Partial<Option<unknown>> | null) => isReadable(entry) && typeof entry?.check === "function",
    );
  if (!isTable) throw invalid(where, `${name} a table of options, each with check(where, name, value)`, value);
  return value as Readonly<Record<string, Option<unknown>>>;
}

/** What the parts of a definition are checked against. @internal */
export const definitionSpec = {
  name: text,
  family: /* @__PURE__ */ oneOf(families, { required: true }),
  summary: text,
  evaluations: /* @__PURE__ */ integer(3, 100_000, { required: true }),
  levels: /* @__PURE__ */ option(checkFunction),
  ladder: /* @__PURE__ */ option(checkFunction),
  options: /* @__PURE__ */ option(checkTable, { required: true }),
  registers: /* @__PURE__ */ option(checkRegisters),
  step: /* @__PURE__ */ option(checkFunction, { required: true }),
};

/**
 * The moves of a step, each with the numbers it needs.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkMoves(where: string, moves: readonly Move[]): readonly Move[] {
  if (!isList(moves)) throw invalid(where, "step to return an array of moves", moves);
  for (let i = 0; i < moves.length; i++) checkMove(where, `moves[${i}]`, moves[i]);
  return moves;
}

function checkMove(where: string, name: string, move: Move): void {
  if (!isReadable(move)) throw invalid(where, `${name} a move`, move);
  switch (move?.kind) {
    case "score":
      return void checkPositive(where, `${name}.sigma`, move.sigma);
    case "combine":
      if (!isReadable(move.terms) || typeof move.terms !== "object" || move.terms === null)
        throw invalid(where, `${name}.terms an object`, move.terms);
      for (const [register, coefficient] of Object.entries(move.terms))
        if (typeof coefficient !== "number") throw invalid(where, `${name}.terms.${register} a number`, coefficient);
      if (typeof move.noise !== "number") throw invalid(where, `${name}.noise a number`, move.noise);
      if (move.again !== undefined && typeof move.again !== "boolean")
        throw invalid(where, `${name}.again true or false`, move.again);
      return;
    case "overwrite":
      return;
    case "langevin":
      checkPositive(where, `${name}.sigma`, move.sigma);
      for (const factor of ["drift", "before", "after"] as const)
        checkNumber(where, `${name}.${factor}`, move[factor], -Number.MAX_VALUE, Number.MAX_VALUE);
      checkInteger(where, `${name}.steps`, move.steps, 0, 1e9);
      return;
    default:
      throw invalid(where, `${name} a move: score(…), combine(…), drift(…) or langevinSteps(…)`, move);
  }
}
