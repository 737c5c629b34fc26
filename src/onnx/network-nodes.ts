import { blockSize, levelCount, plainColumns } from "../data/category-block.ts";
import { conditionFeatures, conditionFrequenciesOf, featureFrequencies, type Prediction } from "../engine/index.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { activationNodes } from "./activations.ts";
import { CategoryNodes } from "./category-nodes.ts";
import type { Graph, Value } from "./graph.ts";
import { outputFactors, type Factors, type Level } from "./parameterizations.ts";

/** What the network is told of its rows beside x̃ and σ. */
export interface Conditions {
  /** (N, 1) of int32; −1 for none. */
  readonly labels?: Value | undefined;
  /** (N, C), standardized; NaN for none. */
  readonly numbers?: Value | undefined;
  /** (N, D), encoded, NaN where unknown. */
  readonly known?: Value | undefined;
  /** w of (1 − w)·without labels or conditions + w·with them. */
  readonly guidance: number;
}

interface Layer {
  readonly weight: Value;
  readonly bias: Value;
  readonly residual: boolean;
}

/** What all rows of one σ share. */
interface Conditioned extends Level {
  /** bias + (sines and cosines of ln σ)·W: where the first layer's sums begin. */
  readonly start: Value;
  readonly factors: Factors;
}

/** Rows of the first layer's weights by what they take: ln σ, coordinates and categories, labels or conditions, masks. */
interface FirstWeights {
  readonly sigma: Value | undefined;
  readonly given: Value | undefined;
  readonly masks: Value | undefined;
}

/** Beyond it no other level has a share: known categories enter as (1 + 32σ²)·v. */
const CERTAINTY = 32;

/** A network in a graph: its constants once, its predictions as often as they are asked for. docs/internals/notation.md. */
export class NetworkNodes {
  private readonly graph: Graph;
  private readonly network: ScoreNetwork;
  private readonly conditions: Conditions;
  private readonly plain: number;
  private readonly layers: readonly Layer[];
  private readonly first: FirstWeights;
  private readonly categories: CategoryNodes | undefined;
  /** The features of labels or conditions. */
  private readonly given: Value | undefined;
  /** The features of no conditions, one row. */
  private readonly none: Value | undefined;
  private readonly bits: Value | undefined;
  private readonly levels = new Map<Value, Conditioned>();

  constructor(graph: Graph, network: ScoreNetwork, given: Conditions) {
    this.graph = graph;
    this.network = network;
    this.conditions = given;
    const { options, mlp } = network;
    this.plain = plainColumns(options);
    if (options.categories.length > 0) this.categories = new CategoryNodes(graph, options.categories);
    const parameters = mlp.weights("average");
    const { outputs } = mlp.layers[0];
    let from = 0;
    const take = (rows: number): Value | undefined => {
      const part = parameters[0].weight.subarray(from * outputs, (from += rows) * outputs);
      return rows > 0 ? graph.constant(part, [rows, outputs]) : undefined;
    };
    const inputs = firstInputs(options);
    const sigma = take(inputs.sigma);
    const values = take(inputs.values);
    const [labels, masks, conditions] = [take(inputs.labels), take(inputs.masks), take(inputs.conditions)];
    this.first = { sigma, given: labels ?? conditions, masks };
    const last = mlp.layers.length - 1;
    this.layers = mlp.layers.map((layer, l) => ({
      weight: l === 0 ? values! : graph.constant(parameters[l].weight, [layer.inputs, layer.outputs]),
      bias: graph.constant(parameters[l].bias, [layer.outputs]),
      residual: options.residual && l > 0 && l < last && layer.inputs === layer.outputs,
    }));
    const { labels: each, numbers, known } = given;
    if (each !== undefined) this.given = this.oneHotOf(each);
    if (numbers !== undefined) this.given = this.featuresOf(numbers);
    this.none =
      conditions === undefined
        ? undefined
        : this.featuresOf(graph.constant(new Array<number>(options.conditions).fill(NaN)));
    if (known !== undefined) this.bits = this.bitsOf(known);
  }

  /** ẑ, score or denoised rows of encoded rows x (N, D) at σ, (N, 1) or (1, 1). */
  predict(kind: Prediction, x: Value, sigma: Value): Value {
    const { graph } = this;
    const { known } = this.conditions;
    const level = this.levelOf(sigma);
    const placed = known === undefined ? x : graph.orElse(this.entering(known, level), x);
    const noise = this.guided(placed, level);
    if (kind === "noise") return noise;
    if (kind === "score") return graph.node("Div", [graph.node("Neg", [noise]), sigma]);
    return graph.node("Sub", [placed, graph.node("Mul", [sigma, noise])]);
  }

  /** With labels or conditions, without, or both. */
  private guided(x: Value, level: Conditioned): Value {
    const { graph, given } = this;
    const { guidance } = this.conditions;
    if (given === undefined || guidance === 0) return this.noise(x, level);
    const own = this.noise(x, level, given);
    if (guidance === 1) return own;
    const weighted = (value: Value, weight: number): Value => graph.node("Mul", [value, graph.number(weight)]);
    return graph.node("Add", [weighted(own, guidance), weighted(this.noise(x, level), 1 - guidance)]);
  }

  private noise(x: Value, level: Conditioned, given?: Value): Value {
    const { graph, plain, categories } = this;
    const { sigma, factors } = level;
    if (!categories) return this.ofOutput(this.forward(this.coordinates(x, level), level, given), x, factors);
    const coded = graph.columns(x, plain, this.network.dim);
    const evidence = categories.evidence(coded, sigma);
    const numbers = plain > 0 ? graph.columns(x, 0, plain) : undefined;
    const features = [
      ...(numbers === undefined ? [] : this.coordinates(numbers, level)),
      categories.features(evidence),
    ];
    const output = this.forward(features, level, given);
    if (numbers === undefined) return categories.noise(coded, evidence, output, sigma);
    const ofLevels = graph.columns(output, plain, plain + categories.count);
    const ofNumbers = this.ofOutput(graph.columns(output, 0, plain), numbers, factors);
    return graph.beside([ofNumbers, categories.noise(coded, evidence, ofLevels, sigma)]);
  }

  /** cIn·x̃, then for each frequency the sines of all coordinates and their cosines. */
  private coordinates(x: Value, { cIn }: Level): Value[] {
    const { graph } = this;
    const scaled = graph.node("Mul", [x, cIn]);
    const turns = featureFrequencies(this.network.options)[1].flatMap((frequency) => {
      const angle = graph.node("Mul", [scaled, graph.number(frequency)]);
      return [graph.node("Sin", [angle]), graph.node("Cos", [angle])];
    });
    return [scaled, ...turns];
  }

  /** All layers. The first one's sums begin with what σ gives and end with what rows are given. */
  private forward(features: readonly Value[], { start }: Conditioned, given: Value | undefined): Value {
    const { graph, first, layers } = this;
    const activate = activationNodes[this.network.options.activation];
    let h = graph.beside(features);
    layers.forEach(({ weight, bias, residual }, l) => {
      let a = graph.node("Gemm", [h, weight, l === 0 ? start : bias]);
      if (l === 0 && given !== undefined) a = graph.node("Gemm", [given, first.given!, a]);
      else if (l === 0 && this.none !== undefined)
        a = graph.node("Add", [a, graph.node("MatMul", [this.none, first.given!])]);
      if (l === 0 && this.bits !== undefined) a = graph.node("Gemm", [this.bits, first.masks!, a]);
      const activated = l === layers.length - 1 ? a : activate(graph, a);
      h = residual ? graph.node("Add", [h, activated]) : activated;
    });
    return h;
  }

  private ofOutput(output: Value, x: Value, { cNoisy, cOut }: Factors): Value {
    const { graph } = this;
    const scaled = cOut === undefined ? output : graph.node("Mul", [cOut, output]);
    return cNoisy === undefined ? scaled : graph.node("Add", [graph.node("Mul", [cNoisy, x]), scaled]);
  }

  private levelOf(sigma: Value): Conditioned {
    const known = this.levels.get(sigma);
    if (known) return known;
    const { graph } = this;
    const variance = graph.node("Add", [graph.node("Mul", [sigma, sigma]), graph.number(1)]);
    const root = graph.node("Sqrt", [variance]);
    const level = { sigma, variance, root, cIn: graph.node("Div", [graph.number(1), root]) };
    const factors = outputFactors[this.network.options.parameterization](graph, level);
    const conditioned = { ...level, start: this.startOf(sigma), factors };
    this.levels.set(sigma, conditioned);
    return conditioned;
  }

  private startOf(sigma: Value): Value {
    const { graph, first, layers } = this;
    if (first.sigma === undefined) return layers[0].bias;
    const frequencies = graph.constant(featureFrequencies(this.network.options)[0]);
    const angles = graph.node("Mul", [graph.node("Log", [sigma]), frequencies]);
    const turns = graph.beside([graph.node("Sin", [angles]), graph.node("Cos", [angles])]);
    return graph.node("Gemm", [turns, first.sigma, layers[0].bias]);
  }

  /** 1 at the row's label, all 0 where it is −1. */
  private oneHotOf(labels: Value): Value {
    const { graph } = this;
    const { classes } = this.network;
    const each = graph.integers([...Array(classes).keys()], "int32", [1, classes]);
    return graph.asNumbers(graph.node("Equal", [labels, each]));
  }

  /** The conditions, 0 where they are NaN, their sines and cosines, and 1 where they are NaN. */
  private featuresOf(numbers: Value): Value {
    const { graph } = this;
    const absent = graph.asNumbers(graph.node("IsNaN", [graph.columns(numbers, 0, 1)]));
    const plain = graph.orElse(numbers, graph.number(0));
    const turns = conditionFrequenciesOf(this.network.options).flatMap((frequency) => {
      const angle = graph.node("Mul", [plain, graph.number(frequency)]);
      return [graph.node("Sin", [angle]), graph.node("Cos", [angle])];
    });
    return graph.beside([plain, ...turns, absent]);
  }

  /** 1 where a plain column or a block is known. */
  private bitsOf(known: Value): Value {
    const { graph, plain } = this;
    const firsts = [...Array(plain).keys()];
    let column = plain;
    for (const block of this.network.options.categories) {
      firsts.push(column);
      column += blockSize(block);
    }
    const each = graph.node("Gather", [known, graph.integers(firsts)], { axis: 1 });
    return graph.asNumbers(graph.node("Not", [graph.node("IsNaN", [each])]));
  }

  /** Known values as they enter the network: √(σ² + 1)·x, and (1 + 32σ²)·v of categories. */
  private entering(known: Value, { sigma, root }: Level): Value {
    const { graph, plain } = this;
    const { dim } = this.network;
    if (plain === dim) return graph.node("Mul", [known, root]);
    const squared = graph.node("Mul", [graph.node("Mul", [sigma, sigma]), graph.number(CERTAINTY)]);
    const scale = graph.node("Add", [squared, graph.number(1)]);
    const coded = graph.node("Mul", [graph.columns(known, plain, dim), scale]);
    if (plain === 0) return coded;
    return graph.beside([graph.node("Mul", [graph.columns(known, 0, plain), root]), coded]);
  }
}

/** How many inputs of the first layer are of which kind, in their order. */
function firstInputs(options: ScoreNetwork["options"]) {
  const plain = plainColumns(options);
  const { sigmaFrequencies, coordinateFrequencies, classes, masks, categories } = options;
  return {
    sigma: 2 * sigmaFrequencies,
    values: plain * (1 + 2 * coordinateFrequencies) + levelCount(options),
    labels: classes,
    masks: masks ? plain + categories.length : 0,
    conditions: conditionFeatures(options),
  };
}
