import type { Entry, Refuse } from "../safetensors-header.ts";
import { quote } from "../../support/show.ts";
import type { TorchDtype } from "./dtypes.ts";

/** The tensors of an `nn.Linear`, weight (outputs, inputs). */
export interface LinearLayer {
  name: string;
  weight: Entry<TorchDtype>;
  bias: Entry<TorchDtype>;
}

/** What normalization layers keep beside weight and bias. */
const normalization = /(^|\.)(running_mean|running_var|num_batches_tracked)$/;

/**
 * The Linear layers of a file in the order that data goes through them, each giving what the next takes.
 *
 * @param names  of the layers in order, all other tensors left alone; undefined for all, by the number in their names
 */
export function linearLayers(
  refuse: Refuse,
  entries: readonly Entry<TorchDtype>[],
  names: readonly string[] | undefined,
): LinearLayer[] {
  const tensors = new Map(entries.map((entry) => [entry.name, entry]));
  const layers = (names ?? namesInOrder(refuse, [...tensors.keys()])).map((name) => layerOf(refuse, tensors, name));
  for (let l = 1; l < layers.length; l++) {
    const [given, taken] = [layers[l - 1].weight.shape[0], layers[l].weight.shape[1]];
    if (given !== taken) {
      const order = layers.map(({ name }) => name).join(", ");
      const got = `one that takes ${taken}; layers go by ${order}, and option layers gives another order`;
      throw refuse(
        `a layer ${quote(layers[l].name)} that takes the ${given} outputs of ${quote(layers[l - 1].name)}`,
        got,
      );
    }
  }
  return layers;
}

/** The layers that tensors' names tell of, by the numbers in them: net.2 before net.10. */
function namesInOrder(refuse: Refuse, tensors: readonly string[]): string[] {
  const names = new Set<string>();
  for (const tensor of tensors) {
    if (normalization.test(tensor))
      throw refuse(
        "Linear layers alone",
        `${quote(tensor)} of a batch normalization; fold it into the layer before it`,
      );
    const layer = /^(.*)\.(?:weight|bias)$/s.exec(tensor)?.[1];
    if (layer === undefined)
      throw refuse(
        "weights and biases of Linear layers alone",
        `a tensor ${quote(tensor)}; option layers names those to read`,
      );
    names.add(layer);
  }
  const sorted = [...names].sort((a, b) => compareNumbers(numbersIn(a), numbersIn(b)));
  if (sorted.length === 0) throw refuse("Linear layers", "a file without tensors");
  const pattern = withoutNumbers(sorted[0]);
  const other = sorted.find((name) => withoutNumbers(name) !== pattern);
  if (other !== undefined)
    throw refuse(
      "names of layers that differ in their numbers alone",
      `${quote(sorted[0])} and ${quote(other)}; option layers gives names in order`,
    );
  return sorted;
}

function withoutNumbers(name: string): string {
  return name.replace(/\d+/g, "#");
}

function numbersIn(name: string): number[] {
  return Array.from(name.matchAll(/\d+/g), ([digits]) => Number(digits));
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 || at >= b.length ? 0 : a[at] - b[at];
}

function layerOf(refuse: Refuse, tensors: ReadonlyMap<string, Entry<TorchDtype>>, name: string): LinearLayer {
  const take = (part: "weight" | "bias"): Entry<TorchDtype> => {
    const tensor = tensors.get(`${name}.${part}`);
    if (!tensor) throw refuse(`a tensor ${quote(`${name}.${part}`)}`, "none");
    return tensor;
  };
  const weight = take("weight");
  const [outputs, inputs] = weight.shape;
  if (weight.shape.length === 1)
    throw refuse(
      "Linear layers, whose weights are (outputs, inputs)",
      `${quote(weight.name)} of shape [${outputs}], as normalization layers have it`,
    );
  if (weight.shape.length !== 2)
    throw refuse(
      "Linear layers, whose weights are (outputs, inputs)",
      `${quote(weight.name)} of ${weight.shape.length} axes`,
    );
  const bias = take("bias");
  if (bias.shape.length === 1 && bias.shape[0] === outputs && outputs * inputs > 0) return { name, weight, bias };
  const transposed = bias.shape.length === 1 && bias.shape[0] === inputs ? ": transposed" : "";
  throw refuse(
    `${quote(weight.name)} of shape [outputs, inputs] and a bias of [outputs]`,
    `[${outputs}, ${inputs}] and [${bias.shape.join(", ")}]${transposed}`,
  );
}
