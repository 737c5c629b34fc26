import type { LayerParameters, LayerShape } from "../engine/index.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";

/**
 * The layers that a caller gives, if they are those of a network of these shapes.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkParameters(where: string, shapes: readonly LayerShape[], given: unknown): LayerParameters[] {
  if (!isList(given) || given.length > 65) throw invalid(where, "parameters an array of layers", given);
  const layers = Array.from(given as ArrayLike<LayerParameters>);
  const expected = shapes.map(({ inputs, outputs }) => `${inputs} × ${outputs}`).join(", ");
  const got = layers.map(sizeOf).join(", ");
  if (got === expected) return layers;
  const message = `${where}: expected parameters of layers (inputs × outputs) ${expected}, got ${got}`;
  throw new LangevinError("invalid-argument", message);
}

function sizeOf(layer: LayerParameters): string {
  try {
    const { weight, bias } = layer;
    if ([weight, bias].every((array) => array instanceof Float32Array && array.every(Number.isFinite)))
      return `${weight.length / bias.length} × ${bias.length}`;
  } catch {
    // No object, or one that cannot be read
  }
  return "one without finite weight and bias as Float32Array";
}
