import { expect, test } from "vitest";
import { errorWeights, nodes, weights } from "../../../src/density/ode/tableau.ts";

type Tree = Tree[];

/** Every rooted tree of `order` vertices, as the list of subtrees at its root (Butcher's trees). */
function trees(order: number): Tree[] {
  if (order === 1) return [[]];
  const smaller = Array.from({ length: order - 1 }, (_, k) => trees(k + 1)).flat();
  const extend = (left: number, from: number): Tree[] =>
    left === 0
      ? [[]]
      : smaller.flatMap((tree, i) =>
          i < from || size(tree) > left ? [] : extend(left - size(tree), i).map((rest) => [tree, ...rest]),
        );
  return extend(order - 1, 0);
}
const size = (tree: Tree): number => 1 + tree.reduce((sum, sub) => sum + size(sub), 0);
const density = (tree: Tree): number => size(tree) * tree.reduce((product, sub) => product * density(sub), 1);
/** The tree's elementary weight at stage i. */
const weightAt = (tree: Tree, i: number): number =>
  tree.reduce((product, sub) => product * weights[i].reduce((sum, a, j) => sum + a * weightAt(sub, j), 0), 1);
const condition = (b: readonly number[], tree: Tree): number =>
  b.reduce((sum, weight, i) => sum + weight * weightAt(tree, i), 0) - 1 / density(tree);

const fifth = [...weights[6], 0];
const fourth = fifth.map((b, i) => b - errorWeights[i]);

test("nodes are the sums of their weights", () => {
  for (const [i, row] of weights.entries()) expect(row.reduce((sum, a) => sum + a, 0)).toBeCloseTo(nodes[i], 14);
});

test("all 17 order conditions up to order 5, of the embedded method the 8 up to order 4", () => {
  const upTo = (order: number) => Array.from({ length: order }, (_, k) => trees(k + 1)).flat();
  expect([upTo(4).length, upTo(5).length]).toEqual([8, 17]);
  for (const tree of upTo(5)) expect(Math.abs(condition(fifth, tree)), JSON.stringify(tree)).toBeLessThan(1e-15);
  for (const tree of upTo(4)) expect(Math.abs(condition(fourth, tree)), JSON.stringify(tree)).toBeLessThan(1e-15);
  expect(trees(5).some((tree) => Math.abs(condition(fourth, tree)) > 1e-4)).toBe(true);
  expect(trees(6).some((tree) => Math.abs(condition(fifth, tree)) > 1e-4)).toBe(true);
});

test("fixed steps on Gaussian data's flow: halving them divides the error by 2⁵, that of the embedded method by 2⁴", () => {
  /** Error of the end of dx/ds = σ²x/(1 + σ²) from σ = 10 to 0.1 in n equal steps of s = ln σ. */
  const error = (b: readonly number[], n: number) => {
    const h = Math.log(0.1 / 10) / n;
    let x = 1;
    for (let step = 0; step < n; step++) {
      const k: number[] = [];
      for (const [i, row] of weights.entries()) {
        const variance = 100 * Math.exp(2 * h * (step + nodes[i]));
        k.push(((x + h * row.reduce((sum, a, j) => sum + a * k[j], 0)) * variance) / (1 + variance));
      }
      x += h * b.reduce((sum, weight, i) => sum + weight * k[i], 0);
    }
    return Math.abs(x / Math.sqrt(1.01 / 101) - 1);
  };
  for (const [b, order] of [
    [fifth, 5],
    [fourth, 4],
  ] as const) {
    const measured = Math.log2(error(b, 64) / error(b, 128));
    expect(Math.abs(measured - order)).toBeLessThan(0.25);
  }
});
