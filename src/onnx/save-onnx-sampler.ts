import { startLaws } from "../models/evaluator/start-laws.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import type { StartLaws } from "../models/moments.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { resolve } from "../models/resolve.ts";
import { LabeledNetwork } from "../models/conditioning/with-labels.ts";
import type { Sigmas } from "../noise/auto/sampler-sigmas.ts";
import { samplerOptions, type SamplerOptions } from "../sampling/chain/options.ts";
import { totalEvaluations, type Plan } from "../sampling/chain/plan.ts";
import type { Sampler } from "../sampling/chain/sampler.ts";
import { invalid } from "../support/errors.ts";
import { readOptions, unchecked, type Spec } from "../support/options.ts";
import { isReadable } from "../support/readable.ts";
import { conditionStart } from "./condition-start.ts";
import { ROWS, type Graph, type Value } from "./graph.ts";
import { metadataOf, onnxOptions, openGraph, unitsOf, type OnnxOptions } from "./open-graph.ts";
import { Unrolled } from "./unrolled.ts";

/** Options of {@link saveOnnxSampler} beside the sampler's own. */
export interface SaveOnnxSamplerOptions<Given = Sigmas> extends OnnxOptions {
  /** What the sampler takes as its second argument: noise levels, or "auto". @default "auto" */
  levels?: Given | undefined;
}

export const saveOnnxSamplerSpec = {
  ...onnxOptions,
  levels: unchecked(),
} satisfies Spec<SaveOnnxSamplerOptions<unknown>>;

const WHERE = "saveOnnxSampler";

/** Evaluations that a model may have: each is the whole network once more, and runtimes take long to open more of them. */
const MOST_EVALUATIONS = 500;

/**
 * A network and a whole sampler as one ONNX model (operator set 17): normal noise in, rows out, without this library. The
 * sampler's moves are written one after another, so take few evaluations; weights are stored once.
 *
 * Inputs: `noise` (N, D), float32, normals of mean 0 and variance 1, which the model brings to the law its rows start from;
 * for a sampler that draws on the way `steps` (K, N, D), float32, as many normals again for each of its K draws; `labels` (N, 1),
 * int32, −1 for none, for a network with classes; `conditions` (N, C), float32, NaN for none, for one with conditions; `known` (N, D), float32, NaN where unknown, for one with masks. Output: `rows`
 * (N, D), float32. Given our own normals these are our sampler's rows, up to rounding.
 *
 * @param network  trained
 * @param sampler  any but `dormandPrinceOde`, whose rows have each their own number of steps
 * @param options  those of both models, `levels`, and the sampler's own, such as `evaluations`, `eta`, `denoise`
 * @returns the file's bytes, the same for the same network and options
 * @throws LangevinError "disposed"; "invalid-argument" for what the sampler refuses, for one whose moves are not known beforehand,
 *   for more than 500 evaluations, and as {@link saveOnnx}
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, thetaAdams, train } from "langevin";
 * import { saveOnnxSampler } from "langevin/onnx";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], seed: 1 });
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * await train(network, data, { sigmas: "auto", steps: 40, batchSize: 64, seed: 1 });
 * const bytes = await saveOnnxSampler(network, thetaAdams, { evaluations: 8 });
 * console.log(bytes.length);
 * engine.dispose();
 * ```
 */
export async function saveOnnxSampler<Options extends SamplerOptions, Given>(
  network: ScoreNetwork,
  sampler: Sampler<Options, Given>,
  options: SaveOnnxSamplerOptions<Given> & Omit<Options, keyof SamplerOptions> = {} as never,
): Promise<Uint8Array> {
  checkNetwork(WHERE, network);
  const { name, plan: planOf, own } = checkSampler(sampler as Sampler);
  const settled = readOptions(WHERE, options, { ...saveOnnxSamplerSpec, ...own });
  const { dim, classes } = network;
  const rows = { type: "float32", shape: [ROWS, dim] } as const;
  const { graph, nodes, units, numbers, known, labeled, guidance } = openGraph(WHERE, network, settled, [
    { ...rows, name: "noise", about: "normals of mean 0 and variance 1, to start from" },
  ]);
  const labels = Int32Array.from({ length: classes + 1 }, (_, k) => k - 1);
  const evaluator = resolve(WHERE, labeled ? new LabeledNetwork(network, labels, guidance) : network);
  const run = { ...settled, count: labels.length, seed: 0, offset: 0 };
  const plan = planOf(WHERE, evaluator, settled.levels ?? "auto", run);
  const evaluations = totalEvaluations(plan.levels) + Number(plan.denoise !== undefined);
  if (evaluations > MOST_EVALUATIONS)
    throw invalid(WHERE, `a sampler of at most ${MOST_EVALUATIONS} evaluations`, evaluations);

  const { start } = plan;
  const ofConditions = numbers !== undefined && known === undefined && !network.coupled;
  const first =
    ofConditions && typeof start === "number"
      ? conditionStart(graph, nodes, numbers, evaluator, start)
      : startNodes(graph, typeof start === "number" ? await startLaws(WHERE, evaluator, start, undefined) : start, dim);
  const unrolled = new Unrolled(graph, nodes, first);
  const end = unrolled.run(plan, dim);
  const { draws } = unrolled;
  if (draws > 0 && network.coupled) {
    const expected = `a sampler without noise on the way for a network trained with coupling "${network.coupled}", which has no score`;
    throw invalid(WHERE, expected, name);
  }
  const about = `normals of mean 0 and variance 1, for each of the sampler's ${draws} draws`;
  if (draws > 0) graph.input({ name: "steps", type: "float32", shape: [draws, ROWS, dim], about });
  const kept = known === undefined ? end : graph.orElse(known, end);
  graph.output(units.decoded(kept), { ...rows, name: "rows", about: `rows drawn, ${unitsOf(settled)}` });
  const said = { sampler: name, evaluations: String(evaluations), draws: String(draws) };
  return graph.file(WHERE, `A score network of langevin, sampled by ${name}`, { ...metadataOf(network), ...said });
}

/** What the sampler is called, its moves, and the options that are its own. */
function checkSampler(sampler: Sampler) {
  const expected = "a sampler whose moves are known beforehand, such as thetaAdams";
  const description = isReadable(sampler) ? sampler?.description : undefined;
  const plan = description?.plan as ((where: string, evaluator: Evaluator, levels: unknown, options: object) => Plan) | undefined; // prettier-ignore
  if (!description || plan === undefined) throw invalid(WHERE, expected, description?.name ?? sampler);
  const own = Object.entries(description.options).filter(([name]) => !Object.hasOwn(samplerOptions, name));
  return { name: description.name, plan, own: Object.fromEntries(own) as Record<string, never> };
}

/** mean + std·noise of the law at the start: one for all rows, or each label's, at label + 1. */
function startNodes(graph: Graph, { mean, std, lawOf }: StartLaws, dim: number): Value {
  const table = (values: ArrayLike<number>): Value => {
    if (lawOf === undefined) return graph.constant(values);
    const each = Array.from(lawOf).flatMap((law) => Array.from(values).slice(law * dim, (law + 1) * dim));
    const rows = graph.constant(each, [lawOf.length, dim]);
    return graph.node("Reshape", [graph.node("Gather", [rows, place!], { axis: 0 }), graph.integers([-1, dim])]);
  };
  const place = lawOf && graph.node("Add", ["labels", graph.integers([1], "int32", [1, 1])]);
  return graph.node("Add", [graph.node("Mul", ["noise", table(std)]), table(mean)]);
}
