import { describe, expect, it } from "vitest";
import type { TableColumn } from "../../../../src/metrics/tables/column.ts";
import { membershipInference } from "../../../../src/metrics/tables/membership/membership-inference.ts";
import { takeRows } from "../../../../src/metrics/tables/table-rows.ts";
import { shuffled } from "../../generator.ts";
import { penguins } from "./penguins.ts";

/** Parts of a table's rows in random order. */
function parts(table: readonly TableColumn[], count: number, seed: number): TableColumn[][] {
  const rows = table[0].values.length;
  const order = shuffled(
    Float64Array.from({ length: rows }, (_, i) => i),
    1,
    seed,
  );
  return Array.from({ length: count }, (_, k) =>
    takeRows(
      table,
      Uint32Array.from(order).slice(Math.floor((k * rows) / count), Math.floor(((k + 1) * rows) / count)),
    ),
  );
}

describe("membershipInference", () => {
  it("tells all training rows of penguins whose copy it sees: area 0.99 or more, half of them at no false suspicion", () => {
    const [train, holdout] = parts(penguins, 2, 1);
    const [strongest] = membershipInference(train, train, holdout);
    expect(strongest.auc).toBeGreaterThan(0.99);
    expect(strongest.found.at1).toBeGreaterThan(0.5);
  });

  it("finds nothing in fresh draws: the strongest attack's area is 1/2 on average and within its error each time", () => {
    const repeats = 50;
    let [sum, error] = [0, 0];
    for (let seed = 0; seed < repeats; seed++) {
      const [synthetic, train, holdout] = parts(penguins, 3, seed);
      const [strongest] = membershipInference(synthetic, train, holdout, { seed });
      expect(Math.abs(strongest.auc - 0.5)).toBeLessThan(5 * strongest.error);
      sum += strongest.auc / repeats;
      error = strongest.error;
    }
    expect(Math.abs(sum - 0.5)).toBeLessThan((4 * error) / Math.sqrt(repeats));
  });

  it("finds rows that were moved a little", () => {
    const [train, holdout] = parts(penguins, 2, 1);
    const moved = train.map(({ kind, values }, c) => ({
      kind,
      values: kind === "number" ? Float64Array.from(values, (x, i) => x * (1 + 0.005 * Math.sin(i + c))) : values,
    }));
    const [strongest] = membershipInference(moved, train, holdout);
    expect(strongest.auc).toBeGreaterThan(0.9);
  });

  it("guesses of at most maxRows rows, drawn by the seed", () => {
    const [train, holdout] = parts(penguins, 2, 1);
    const error = Math.sqrt((10 + 10 + 1) / (12 * 10 * 10));
    const attacks = [0, 1].map((seed) => membershipInference(holdout, train, holdout, { maxRows: 20, seed }));
    expect(attacks[0][0].error).toBe(error);
    expect(attacks[0]).toEqual(membershipInference(holdout, train, holdout, { maxRows: 20 }));
    expect(attacks[0]).not.toEqual(attacks[1]);
  });

  it("refuses tables of fewer than four rows", () => {
    const few = takeRows(penguins, Uint32Array.of(1, 2, 3));
    expect(() => membershipInference(penguins, penguins, few)).toThrow("expected four or more rows in holdout, got 3");
  });
});
