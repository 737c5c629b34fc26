import { beforeAll, expect, it } from "vitest";
import { evaluateTable, writeReport, type TableEvaluation } from "../../src/evaluation/index.ts";
import { independent, lehmer } from "./tables.ts";

/** Eight columns that are one number and a little noise each, in fewer and fewer steps. */
function oneFactor(count: number, seed: number) {
  const random = lehmer(seed);
  const rows = Array.from({ length: count }, () => {
    const factor = random();
    return Array.from({ length: 8 }, (_, c) => Math.round((factor + 0.3 * random()) * (60 - 7 * c)));
  });
  return {
    names: Array.from({ length: 8 }, (_, c) => `measure ${c}`),
    columns: Array.from({ length: 8 }, (_, c) => rows.map((row) => row[c])),
  };
}

let found: TableEvaluation;
beforeAll(async () => {
  const real = oneFactor(400, 1);
  found = await evaluateTable(real, independent(real, 5), { rows: 200 });
}, 60_000);

const sameColumns = (a: readonly string[], b: readonly string[]): boolean => a.every((name) => b.includes(name));

it("every pair that gives the table away has its contingency table, the worst six too", () => {
  const pairs = found.giveaways.filter(({ columns }) => columns.length === 2);
  const worst = [...found.pairs].sort((a, b) => a.score! - a.ceiling! - (b.score! - b.ceiling!)).slice(0, 6);
  const telling = pairs.map(({ columns }) => found.pairs.find((pair) => sameColumns(pair.columns, columns))!);
  // Or the worst six would be all there is to show
  expect(telling.filter((pair) => !worst.includes(pair)).length).toBeGreaterThan(2);
  for (const pair of [...telling, ...worst]) expect(pair.table, pair.columns.join()).toBeDefined();
  expect(found.pairs.filter(({ table }) => table !== undefined)).toHaveLength(new Set([...telling, ...worst]).size);
});

it("the page draws every giveaway that it lists, columns and pairs", () => {
  const page = writeReport(found);
  const [section] = page.split('<h2 id="giveaways">')[1].split("</section>");
  const listed = [...section.matchAll(/<tr><th scope="row">(.*?)<\/th>/g)]
    .map(([, heading]) => heading)
    .filter((heading) => /^<bdi>measure \d<\/bdi>/.test(heading));
  const drawn = [...section.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading]) => heading);
  const namesIn = (html: string): string => [...html.matchAll(/measure \d/g)].join();
  const either = (names: string): string => names.split(",").sort().join();
  expect(listed.filter((heading) => heading.includes(" with ")).length).toBe(5);
  expect(listed.filter((heading) => !heading.includes(" with ")).length).toBe(8);
  expect(drawn.map((heading) => either(namesIn(heading)))).toEqual(listed.map((heading) => either(namesIn(heading))));
});
