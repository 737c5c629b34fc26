import type { LayerParameters, LayerShape } from "../engine/index.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";

/** 64 hidden layers and the last one. */
const MOST = 65;

/**
 * The layers that a caller gives, if they are those of a network of these shapes.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkParameters(where: string, shapes: readonly LayerShape[], given: unknown): LayerParameters[] {
  if (!isReadable(given) || !Array.isArray(given) || given.length > MOST)
    throw invalid(where, `parameters an array of at most ${MOST} layers`, given);
  const layers = Array.from(given, (layer: unknown, l) => ({
    weight: checkArray(where, layer, l, "weight"),
    bias: checkArray(where, layer, l, "bias"),
  }));
  const expected = shapes.map(({ inputs, outputs }) => `${inputs} × ${outputs}`).join(", ");
  const got = layers.map(({ weight, bias }) => `${weight.length / bias.length} × ${bias.length}`).join(", ");
  if (got === expected) return layers;
  const message = `${where}: expected parameters of layers (inputs × outputs) ${expected}, got ${got}`;
  throw new LangevinError("invalid-argument", message);
}

function checkArray(where: string, layer: unknown, l: number, name: keyof LayerParameters): Float32Array {
  const array: unknown = isReadable(layer) ? (layer as LayerParameters | null | undefined)?.[name] : undefined;
  const what = `parameters[${l}].${name}`;
  if (Object.prototype.toString.call(array) !== "[object Float32Array]")
    throw invalid(where, `${what} a Float32Array`, array);
  const numbers = array as Float32Array;
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw invalid(where, `${what}[${bad}] a finite number`, numbers[bad]);
  return numbers;
}
