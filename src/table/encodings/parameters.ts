import { invalid } from "../../support/errors.ts";
import type { Parameters } from "./column-encoding.ts";

/** The parameter of a name, of a length if it has to have one. */
export function takeParameter(where: string, parameters: Parameters, name: string, length?: number): Float64Array {
  const values = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const expected = length === undefined ? "numbers" : `${length} numbers`;
  if (!values || values.length === 0 || (length !== undefined && values.length !== length))
    throw invalid(where, `encoding.${name} of ${expected}`, values);
  for (const value of values)
    if (!Number.isFinite(value)) throw invalid(where, `encoding.${name} of finite numbers`, value);
  return values;
}

/** The parameters under names that begin with `prefix.`, without it. */
export function parametersUnder(parameters: Parameters, prefix: string): Parameters {
  const found: Record<string, Float64Array> = {};
  for (const [name, values] of Object.entries(parameters))
    if (name.startsWith(`${prefix}.`)) found[name.slice(prefix.length + 1)] = values;
  return found;
}

/** The same parameters under names that begin with `prefix.`. */
export function prefixed(prefix: string, parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, values]) => [`${prefix}.${name}`, values]));
}
