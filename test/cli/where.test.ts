import { describe, expect, it } from "vitest";
import { parseCondition } from "../../src/cli/where.ts";

const columns = ["age", "income", "a=b", "hours per week", "a"];

describe("conditions", () => {
  it.each([
    ["income=>50K", "income", "=", ">50K"],
    ["age>=30", "age", ">=", "30"],
    ["age != 30", "age", "!=", "30"],
    ["hours per week < 20", "hours per week", "<", "20"],
    ["a=b=c", "a=b", "=", "c"],
    ["a=bc", "a", "=", "bc"],
    ["income=", "income", "=", null],
    ["income!=", "income", "!=", null],
    ["age=<=", "age", "=", "<="],
  ])("%s", (text, column, operator, value) => {
    expect(parseCondition(text, columns)).toEqual({ column, operator, value });
  });

  it.each([
    ["incme=1", 'Did you mean "income"?'],
    ["country=1", "The columns are age, income, a=b, hours per week, a."],
    ["income", "is no condition"],
    ["age>", "has no value behind >"],
  ])("%s is refused with a sentence", (text, sentence) => {
    expect(() => parseCondition(text, columns)).toThrow(sentence);
  });
});
