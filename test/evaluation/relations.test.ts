import { expect, it, test } from "vitest";
import { evaluateTable, writeReport, type TableEvaluation } from "../../src/evaluation/index.ts";
import { describeTable, type TableConstraint } from "../../src/table/index.ts";
import { lehmer } from "./tables.ts";

type Row = Record<string, string | number | null>;

const day = (place: number): string => new Date(86_400_000 * (19_000 + place)).toISOString().slice(0, 10);

/** Stays of which none ends before it begins, whose price is that of the room and of the meals. */
function stays(count: number, seed: number): Row[] {
  const random = lehmer(seed);
  return Array.from({ length: count }, (_, i) => {
    const begin = Math.floor(300 * random());
    const [room, meals] = [Math.floor(900 * random()) / 10 + 20, Math.floor(400 * random()) / 10];
    return {
      begin: day(begin),
      end: i % 20 === 3 ? null : day(begin + Math.floor(8 * random())),
      room,
      meals,
      price: Math.round(10 * (room + meals)) / 10,
      floor: Math.floor(4 * random()),
      wing: ["north", "south"][Math.floor(2 * random())],
    };
  });
}

/** The rows, of which every `step`th is changed. */
const spoiled = (rows: Row[], step: number, change: (row: Row) => Row): Row[] =>
  rows.map((row, i) => (i % step === 0 ? { ...row, ...change(row) } : row));

const constraintsOf = ({ validity }: TableEvaluation) => validity.filter(({ kind }) => kind === "constraint");

it("orders that all real rows keep are found, and the rows that break them are counted", async () => {
  const real = stays(400, 1);
  // 40 of 400 rows, of which 380 have both dates; row 3, 23, … have none, and none of these is a tenth one
  const synthetic = spoiled(stays(400, 2), 10, () => ({ begin: day(300), end: day(0) }));
  const holdout = spoiled(stays(200, 3), 100, () => ({ begin: day(300), end: day(0) }));
  const found = await evaluateTable(real, synthetic, { holdout, rows: 100 });
  const rules = constraintsOf(found);
  // Meals never come near to prices
  expect(rules.map(({ rule }) => rule).sort()).toEqual(["begin ≤ end", "room ≤ price"]);
  const order = rules.find(({ rule }) => rule === "begin ≤ end")!;
  expect(order.real).toBe(1);
  expect(order.synthetic).toBeCloseTo(340 / 380, 12);
  expect(order.heldOut).toBeCloseTo(188 / 190, 12);
  for (const { rule, synthetic: share } of rules) if (rule !== "begin ≤ end") expect(share).toBe(1);
  expect(writeReport(found)).toMatch(
    /<bdi>begin ≤ end<\/bdi><small>constraint<\/small><\/th><td>100.0.%<\/td><td>89.5.%<\/td><td>98.9.%/,
  );
  // One of the rules, that 40 of 380 rows break: about as much is lost
  const kept = await evaluateTable(real, stays(400, 2), { holdout, rows: 100 });
  const lost = kept.scores["validity"].value! - found.scores["validity"].value!;
  expect(lost).toBeGreaterThan((0.9 * (40 / 380)) / found.validity.length);
}, 30_000);

it("what the schema names is checked, in real rows too", async () => {
  const constraints: TableConstraint[] = [
    { type: "inequality", low: "begin", high: "end", strict: true },
    { type: "sum", total: "price", parts: ["room", "meals"] },
    { type: "combination", fields: ["floor", "wing"] },
  ];
  // Of the eight combinations one is none of the real rows'
  const isGarret = ({ floor, wing }: Row): boolean => floor === 3 && wing === "south";
  const real = stays(400, 1).filter((row) => !isGarret(row));
  const drawn = stays(400, 2);
  const garrets = drawn.filter(isGarret).length;
  const synthetic = spoiled(drawn, 8, ({ price }) => ({ price: Number(price) + 0.1 }));
  const { schema } = describeTable(real);
  const found = await evaluateTable(real, synthetic, {
    schema: { ...schema, langevin: { ...schema.langevin, constraints } },
    rows: 100,
  });
  const shares = new Map(constraintsOf(found).map((rule) => [rule.rule, rule]));
  const sameDay = (rows: Row[]): number =>
    rows.filter(({ begin, end }) => end !== null && begin !== end).length /
    rows.filter(({ end }) => end !== null).length;
  expect(sameDay(real)).toBeLessThan(1);
  expect(shares.get("begin < end")!.real).toBeCloseTo(sameDay(real), 12);
  expect(shares.get("begin < end")!.synthetic).toBeCloseTo(sameDay(drawn), 12);
  expect(shares.get("price = room + meals")).toMatchObject({ real: 1, synthetic: 0.875, heldOut: null });
  expect(garrets).toBeGreaterThan(20);
  expect(shares.get("floor, wing together as in a real row")).toMatchObject({ real: 1, synthetic: 1 - garrets / 400 });
}, 30_000);

test("columns that are in order by chance, by their ranges or by a few rows alone are in no rule", async () => {
  const random = lehmer(5);
  const rows = (count: number): Row[] =>
    Array.from({ length: count }, (_, i) => ({
      small: random(),
      large: 5 + random(),
      other: random(),
      almost: i === 7 ? -1 : 1 + 6 * random(),
      day: day(i % 9),
    }));
  expect(constraintsOf(await evaluateTable(rows(300), rows(300), { rows: 100 }))).toEqual([]);
}, 30_000);
