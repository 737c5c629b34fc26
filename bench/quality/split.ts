import { RandomState } from "./mersenne-twister.ts";

/** Row numbers. */
export interface Split {
  train: number[];
  test: number[];
}

/**
 * scikit-learn's `train_test_split(test_size=0.2, random_state=seed)`, stratified where there are labels: a fifth of the
 * rows, rounded up, is for testing.
 */
export function trainTestSplit(count: number, seed: number, labels?: Int32Array): Split {
  const random = new RandomState(seed);
  const testCount = Math.ceil(0.2 * count);
  if (!labels) {
    const order = random.permutation(count);
    return { test: order.slice(0, testCount), train: order.slice(testCount) };
  }
  const members = Array.from({ length: Math.max(...labels) + 1 }, (): number[] => []);
  labels.forEach((label, row) => members[label].push(row));
  const sizes = members.map((rows) => rows.length);
  const forTrain = apportion(sizes, count - testCount, random);
  const forTest = apportion(
    sizes.map((size, k) => size - forTrain[k]),
    testCount,
    random,
  );
  const [train, test]: number[][] = [[], []];
  members.forEach((rows, k) => {
    const order = random.permutation(rows.length).map((place) => rows[place]);
    train.push(...order.slice(0, forTrain[k]));
    test.push(...order.slice(forTrain[k], forTrain[k] + forTest[k]));
  });
  return { train: shuffle(train, random), test: shuffle(test, random) };
}

/** Shares of `draws` in proportion to `sizes`: rounded down, then one more for the largest remainders, ties by lot. */
function apportion(sizes: readonly number[], draws: number, random: RandomState): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size / total) * draws);
  const shares = exact.map(Math.floor);
  let missing = draws - shares.reduce((sum, share) => sum + share, 0);
  const remainders = exact.map((value, k) => value - shares[k]);
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing === 0) break;
    const tied = remainders.flatMap((value, k) => (value === remainder ? [k] : []));
    const chosen = random.permutation(tied.length).slice(0, Math.min(tied.length, missing));
    for (const place of chosen) shares[tied[place]]++;
    missing -= chosen.length;
  }
  return shares;
}

function shuffle(rows: number[], random: RandomState): number[] {
  return random.permutation(rows.length).map((place) => rows[place]);
}
