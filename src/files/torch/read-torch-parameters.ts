import type { LayerParameters } from "../../engine/index.ts";
import { invalid } from "../../support/errors.ts";
import { option, readOptions, type Spec } from "../../support/options.ts";
import { isInstance, isReadable } from "../../support/readable.ts";
import { quote } from "../../support/show.ts";
import { readSafetensorsHeader, refusalsOf, type Entry } from "../safetensors-header.ts";
import { MOST_HEADER_BYTES, MOST_TENSOR_BYTES } from "../safetensors.ts";
import { isFloat, readers, torchItemBytes, type TorchDtype } from "./dtypes.ts";
import { linearLayers } from "./linear-layers.ts";

/** Options of {@link readTorchParameters}. */
export interface TorchParametersOptions {
  /**
   * Names of the Linear layers in the order that data goes through them, such as `["fc1", "fc2", "out"]`; other tensors are left alone.
   *
   * @default all tensors of the file, by the number in their names
   */
  layers?: readonly string[] | undefined;
}

export const torchParametersSpec = {
  layers: option((where, name, value): readonly string[] => {
    const isNames = isReadable(value) && Array.isArray(value) && value.length > 0 && value.length <= 65;
    if (!isNames || !value.every((layer) => typeof layer === "string"))
      throw invalid(where, `${name} an array of 1 to 65 names`, value);
    return Array.from(value as string[]);
  }),
} satisfies Spec<TorchParametersOptions>;

const where = "readTorchParameters";
const refuse = refusalsOf(where);

/** How a zip archive begins, and so what `torch.save` writes. */
const ZIP = 0x04034b50;

/**
 * The weights of a PyTorch MLP from a safetensors file, for `createScoreNetwork(engine, { …, parameters })`: those of its
 * Linear layers in order, transposed to (inputs, outputs), F64, F16 and BF16 converted to f32. Which PyTorch module computes what the
 * network here does is in the guide docs/guides/from-pytorch.md.
 *
 * A square weight looks like its transpose: that a file has (outputs, inputs) is known from its layers that are not square, which must
 * fit their biases and each other.
 *
 * @throws LangevinError "invalid-file" for what is no safetensors file, tensors that are no Linear layers or not finite, and layers
 *   that do not follow on each other; "invalid-argument"
 *
 * @example
 * ```ts
 * import { readTorchParameters } from "langevin";
 *
 * // What safetensors.torch.save_file writes of nn.Linear(1, 1) named "net.0", weight 2 and bias 3
 * const header = JSON.stringify({
 *   "net.0.weight": { dtype: "F32", shape: [1, 1], data_offsets: [0, 4] },
 *   "net.0.bias": { dtype: "F32", shape: [1], data_offsets: [4, 8] },
 * });
 * const numbers = new Uint8Array(Float32Array.of(2, 3).buffer);
 * const file = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(header), ...numbers);
 * console.log(readTorchParameters(file)); // [{ weight: [2], bias: [3] }]
 * ```
 */
export function readTorchParameters(
  file: Uint8Array | ArrayBuffer,
  options: TorchParametersOptions = {},
): LayerParameters[] {
  const { layers: names } = readOptions(where, options, torchParametersSpec);
  if (!isInstance(file, Uint8Array) && !isInstance(file, ArrayBuffer))
    throw invalid(where, "file a Uint8Array or an ArrayBuffer", file);
  refuseZip(file);
  const { entries, view, dataAt } = readSafetensorsHeader(refuse, file, {
    itemBytes: torchItemBytes,
    maxHeaderBytes: MOST_HEADER_BYTES,
    maxTensorBytes: MOST_TENSOR_BYTES,
    requireChecksum: false,
  });
  return linearLayers(refuse, entries, names).map(({ weight, bias }) => ({
    weight: transposed(readNumbers(weight, view, dataAt), weight.shape),
    bias: readNumbers(bias, view, dataAt),
  }));
}

function refuseZip(file: Uint8Array | ArrayBuffer): void {
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  if (bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === ZIP)
    throw refuse(
      "a safetensors file",
      "a zip archive, as torch.save writes it; safetensors.torch.save_file(module.state_dict(), path) writes this one",
    );
}

function readNumbers({ name, dtype, begin, end }: Entry<TorchDtype>, view: DataView, dataAt: number): Float32Array {
  if (!isFloat(dtype)) throw refuse(`tensor ${quote(name)} of F32, F64, F16 or BF16`, dtype);
  const size = torchItemBytes[dtype];
  const numbers = new Float32Array((end - begin) / size);
  for (let i = 0; i < numbers.length; i++) {
    const number = readers[dtype](view, dataAt + begin + i * size);
    numbers[i] = number;
    if (!Number.isFinite(numbers[i]))
      throw refuse(`finite numbers within f32 in tensor ${quote(name)}`, `${number} at index ${i}`);
  }
  return numbers;
}

function transposed(weight: Float32Array, [outputs, inputs]: readonly number[]): Float32Array {
  const result = new Float32Array(weight.length);
  for (let o = 0; o < outputs; o++) for (let i = 0; i < inputs; i++) result[i * outputs + o] = weight[o * inputs + i];
  return result;
}
