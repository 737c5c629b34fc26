import type { CategoryBlock } from "../../data/category-block.ts";
import { createScoreNetwork } from "../../models/network.ts";
import type { GivenCells } from "./fill-known.ts";
import type { TableModelParts } from "./table-model-parts.ts";

/** What is left of the share of a level that is not to come. */
const NONE = 1e-12;

/**
 * The same model, its "missing" levels left out of every block but those of columns that are known to be missing: p(k | row) is
 * then the posterior given that the cell is there. To be disposed.
 */
export function modelWithoutMissing(parts: TableModelParts, known?: GivenCells): TableModelParts {
  const { network, encoding } = parts;
  if (!network) return parts;
  const missing = encoding.missingLevels();
  let changed = false;
  const categories = network.options.categories.map((block, j): CategoryBlock => {
    const found = missing[j];
    if (!found || known?.isGap[found.column]) return block;
    changed = true;
    const probabilities = block.probabilities.slice();
    probabilities[found.level] = NONE * (1 - probabilities[found.level]);
    const total = probabilities.reduce((sum, share) => sum + share, 0);
    return { codes: block.codes, probabilities: probabilities.map((share) => share / total) };
  });
  if (!changed) return parts;
  const copy = createScoreNetwork(network.engine, { ...network.options, categories });
  copy.mlp.setWeights("average", network.mlp.weights("average"));
  copy.mlp.setWeights("current", network.mlp.weights("average"));
  copy.training = network.training && { ...network.training, trainer: undefined, running: false };
  return { ...parts, network: copy };
}
