import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { LangevinError } from "../support/errors.ts";
import { oneOf, readOptions, type Spec } from "../support/options.ts";
import { ROWS } from "./graph.ts";
import { metadataOf, onnxOptions, openGraph, unitsOf, type OnnxOptions } from "./open-graph.ts";

/** Options of {@link saveOnnx}. */
export interface SaveOnnxOptions extends OnnxOptions {
  /**
   * What the model computes: the score ∇ log p_σ(x), the noise ẑ = −σ·score in units of σ, or the denoised rows x + σ²·score.
   *
   * @default "score"
   */
  output?: "score" | "noise" | "denoised" | undefined;
}

export const saveOnnxSpec = {
  ...onnxOptions,
  output: oneOf(["score", "noise", "denoised"], { default: "score" }),
} satisfies Spec<SaveOnnxOptions>;

const WHERE = "saveOnnx";

const meanings = {
  score: "gradient of the log-density of the noised rows",
  noise: "noise in the rows, in units of sigma",
  denoised: "mean of the clean rows, given the noised ones",
} as const;

/**
 * A network's predictions as an ONNX model (operator set 17), for ONNX Runtime in Python, C#, browsers and elsewhere. Inputs:
 * `x` (N, D), float32; `sigma` (N, 1), float32, σ of each row; `labels` (N, 1), int32, −1 for none, for a network with
 * classes; `conditions` (N, C), float32, NaN for none, for one with conditions; `known` (N, D), float32, NaN where unknown, for one with masks. Output: `score`, `noise` or `denoised` (N, D), by the averaged
 * weights. N is any number. In the data's units a row x is the user's row + σ·std·z, and the score is in these units too.
 *
 * @returns the file's bytes, the same for the same network and options
 * @throws LangevinError "disposed"; "invalid-argument" for the score of a network trained with a coupling, for
 *   guidance without classes or conditions, for columns that f32 does not hold in the data's units, and for a file over 2 GiB
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork } from "langevin";
 * import { saveOnnx } from "langevin/onnx";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32] });
 * const bytes = saveOnnx(network, { output: "denoised" });
 * console.log(bytes.length);
 * engine.dispose();
 * ```
 */
export function saveOnnx(network: ScoreNetwork, options: SaveOnnxOptions = {}): Uint8Array {
  checkNetwork(WHERE, network);
  const { output, ...settled } = readOptions(WHERE, options, saveOnnxSpec);
  if (output === "score" && network.coupled) {
    const expected = `output "noise" or "denoised" of a network trained with coupling "${network.coupled}", which has no score`;
    throw new LangevinError("invalid-argument", `${WHERE}: expected ${expected}, got "score"`);
  }
  const rows = { type: "float32", shape: [ROWS, network.dim] } as const;
  const inUnits = unitsOf(settled);
  const { graph, nodes, units } = openGraph(WHERE, network, settled, [
    { ...rows, name: "x", about: `noised rows, ${inUnits}` },
    {
      name: "sigma",
      type: "float32",
      shape: [ROWS, 1],
      about: "noise of each row, in standard deviations of the data",
    },
  ]);
  const value = nodes.predict(output, units.encoded("x"), "sigma");
  const about = output === "noise" ? meanings.noise : `${meanings[output]}, ${inUnits}`;
  graph.output(units.predicted(output, value), { ...rows, name: output, about });
  return graph.file(WHERE, `A score network of langevin: ${output}`, { ...metadataOf(network), output });
}
