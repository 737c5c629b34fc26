import { plainColumns, readCategoryBlocks, type CategoryBlock } from "../data/category-block.ts";
import {
  type Activation,
  activations,
  featureCount,
  type LayerParameters,
  type Parameterization,
  parameterizations,
} from "../engine/index.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import {
  boolean,
  integer,
  number,
  oneOf,
  option,
  readOptions,
  seed,
  unchecked,
  type Complete,
  type Settled,
  type Spec,
} from "../support/options.ts";
import { isReadable } from "../support/readable.ts";

/** A network's shape. */
export interface NetworkOptions {
  /** D, columns of a row: 1…4096. */
  dim: number;
  /**
   * Widths of the hidden layers, each 1…8192. Rows of few factors in many columns need layers as wide as the columns, or
   * `parameterization: "denoised"`; docs/decisions/0009-wide-tables.md.
   *
   * @default [128, 128, 128] up to 64 columns, else [256, 256, 256]
   */
  hidden?: readonly number[] | undefined;
  /** The hidden layers' nonlinearity. @default "silu" */
  activation?: Activation | undefined;
  /** Whether hidden layers of equal width add their input to their output. @default true */
  residual?: boolean | undefined;
  /** Sines and cosines of ln σ, a multiple of 4. @default 8 */
  sigmaFrequencies?: number | undefined;
  /**
   * Sines and cosines of each coordinate. They decide over sharp detail, such as columns of a few different values: wider
   * tables of those need 4 too.
   *
   * @default 8 up to 3 columns, 4 up to 64, else 0
   */
  coordinateFrequencies?: number | undefined;
  /**
   * The highest of those, in radians per standard deviation. Higher resolves finer detail (about
   * 2/maxCoordinateFrequency deviations) and needs more rows and steps.
   *
   * @default 8
   */
  maxCoordinateFrequency?: number | undefined;
  /** What the last layer's output stands for. @default "edm" */
  parameterization?: Parameterization | undefined;
  /** Labels 0…classes−1 that rows may be given; 0: no labels. At most 4096. @default 0 */
  classes?: number | undefined;
  /**
   * C, numbers that rows may be conditioned on, such as the inputs of a regression; 0: none. At most 4096. Beside them there
   * are no `classes`: a label is as many columns of 0 and 1.
   *
   * @default 0
   */
  conditions?: number | undefined;
  /**
   * Sines and cosines of each condition, for rows that change sharply with them. They cost next to nothing in sampling.
   *
   * @default 0
   */
  conditionFrequencies?: number | undefined;
  /** The highest of those, in radians per standard deviation of the condition; resolves about 2/maxConditionFrequency of it. @default 8 */
  maxConditionFrequency?: number | undefined;
  /**
   * Blocks of columns that hold categories, at the end of a row and in this order. Of each the network predicts the chance
   * of every level, p = softmax(ln π + (x̃·v − ‖v‖²/2)/σ² + F), and denoises to Σ p·v; trained by cross-entropy. Untrained, it is
   * exact for independent columns.
   *
   * @default none
   */
  categories?: readonly CategoryBlock[] | undefined;
  /**
   * Whether rows may have known values: any plain columns and blocks, which the network then sees without noise, with a feature
   * for each that says so. One network then has the law of rows and that of any columns given others; `impute` takes it.
   *
   * @default false
   */
  masks?: boolean | undefined;
  /** Seed of the initial weights. @default 0 */
  seed?: number | undefined;
}

/** Options of `createScoreNetwork`: the network's shape, and its weights where they are known. */
export interface ScoreNetworkOptions extends NetworkOptions {
  /**
   * Weights and biases of every layer, as `network.parameters()` and `readTorchParameters` give them, in place of random ones.
   * They are copied.
   *
   * @default random weights by `seed`
   */
  parameters?: readonly LayerParameters[] | undefined;
}

/** Columns up to which coordinate features are worth their cost, and narrow layers wide enough. */
const USUAL_COLUMNS = 64;

function usualCoordinateFrequencies(dim: number): number {
  if (dim <= 3) return 8;
  return dim <= USUAL_COLUMNS ? 4 : 0;
}

function usualHidden(dim: number): readonly number[] {
  const width = dim <= USUAL_COLUMNS ? 128 : 256;
  return [width, width, width];
}

const widths = option((where, name, value): readonly number[] => {
  if (!isReadable(value) || !Array.isArray(value) || value.length === 0 || value.length > 64)
    throw invalid(where, `${name} an array of 1 to 64 widths`, value);
  return Array.from(value, (width: unknown, l) => checkInteger(where, `${name}[${l}]`, width, 1, 8192));
});

const multipleOfFour = option(
  (where, name, value) => {
    const count = checkInteger(where, name, value, 0, 256);
    if (count % 4 !== 0) throw invalid(where, `${name} a multiple of 4`, count);
    return count;
  },
  { default: 8 },
);

export const networkOptions = {
  dim: integer(1, 4096, { required: true }),
  hidden: widths,
  activation: oneOf(activations, { default: "silu" }),
  residual: boolean({ default: true }),
  sigmaFrequencies: multipleOfFour,
  coordinateFrequencies: integer(0, 256),
  maxCoordinateFrequency: number(1, 10_000, { default: 8 }),
  parameterization: oneOf(parameterizations, { default: "edm" }),
  classes: integer(0, 4096, { default: 0 }),
  conditions: integer(0, 4096, { default: 0 }),
  conditionFrequencies: integer(0, 256, { default: 0 }),
  maxConditionFrequency: number(1, 10_000, { default: 8 }),
  categories: option(readCategoryBlocks, { default: [] as CategoryBlock[] }),
  masks: boolean({ default: false }),
  seed: seed({ default: 0 }),
} satisfies Spec<NetworkOptions>;

const scoreNetworkOptions = {
  ...networkOptions,
  parameters: unchecked<readonly LayerParameters[]>(),
} satisfies Spec<ScoreNetworkOptions>;

/** Every option filled in and in range. */
export function checkNetworkOptions(where: string, options: NetworkOptions): Complete<NetworkOptions> {
  return completeShape(where, readOptions(where, options, networkOptions));
}

/** The shape, every option filled in and in range, and the parameters as they are given. */
export function checkScoreNetworkOptions(where: string, options: ScoreNetworkOptions) {
  const { parameters, ...settled } = readOptions(where, options, scoreNetworkOptions);
  return { shape: completeShape(where, settled), parameters };
}

function completeShape(where: string, settled: Settled<typeof networkOptions>): Complete<NetworkOptions> {
  const { dim, hidden = usualHidden(dim) } = settled;
  const plain = plainColumns(settled);
  if (plain < 0) throw invalid(where, `categories of at most dim = ${dim} columns`, dim - plain);
  const { classes, conditions } = settled;
  if (classes > 0 && conditions > 0)
    throw invalid(where, "classes 0 beside conditions: give labels as columns of 0 and 1", classes);
  const { coordinateFrequencies = usualCoordinateFrequencies(plain) } = settled;
  const shape = { ...settled, hidden, coordinateFrequencies };
  const features = featureCount(shape);
  if (features > 65536) throw invalid(where, "at most 65536 input features", features);
  return shape;
}
