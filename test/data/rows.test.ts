import { describe, expect, test } from "vitest";
import { rowsOf, toTable, toTables, type Rows } from "../../src/data/rows.ts";

const read = (rows: unknown, dim?: number, options?: { gaps?: boolean; empty?: boolean }) =>
  toTable("test", "rows", rows as Rows, dim, options);

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

describe("toTable: dim", () => {
  test("is the length of nested rows", () => {
    expect(read([[1, 2, 3], [4, 5, 6]])).toEqual({ values: Float64Array.of(1, 2, 3, 4, 5, 6), count: 2, dim: 3 }); // prettier-ignore
    expect(read([Float32Array.of(1, 2)])).toEqual({ values: Float64Array.of(1, 2), count: 1, dim: 2 });
  });

  test.each([
    [
      [1, 2],
      "test: expected dim, the numbers in a row, beside a flat array of rows, got undefined",
      "invalid-argument",
    ],
    [Float64Array.of(1, 2), "test: expected dim, the numbers in a row, beside a flat array", "invalid-argument"],
    [[[], []], "test: expected rows of rows of one or more numbers, got 0 in row 0", "invalid-data"],
    [[[1, 2], [3]], "test: expected rows of rows of 2 numbers, got 1 in row 1", "invalid-data"],
    [[{ length: 0.5 }], "test: expected rows of rows of one or more numbers, got an object in row 0", "invalid-data"],
    [
      [{ length: 1, 0: 5 }],
      "test: expected rows of rows of one or more numbers, got an object in row 0",
      "invalid-data",
    ],
    [[[], []], "test: expected rows of at least one row, got no rows", "invalid-data", []],
  ] as [unknown, string, string, unknown?][])("%j: %s", (rows, message, code, instead = rows) => {
    expect(() => read(instead)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test("no row is read before all have the length of the first, and nothing is allocated for holes", () => {
    const holes = [[1, 2]];
    holes.length = 2 ** 32 - 1;
    expect(() => read(holes)).toThrow("test: expected rows of rows of 2 numbers, got undefined in row 1");
    expect(() => read([new Array(2 ** 32 - 1)])).toThrow(
      "test: expected rows of finite numbers, got undefined in row 0",
    );
    expect(() => read([[1, 2]], 2 ** 31)).toThrow("test: expected rows of rows of 2147483648 numbers, got 2 in row 0");
    expect(() => read([1, 2], 2 ** 31)).toThrow("test: expected rows of a multiple of dim 2147483648 numbers");
  });
});

test.each([
  [
    [
      [1, 2],
      ["3", 4],
    ],
    'got "3" (a string) in row 1, column 0',
  ],
  [
    [
      [1, 2],
      [3, 4n],
    ],
    "got 4n (a bigint) in row 1, column 1",
  ],
  [BigInt64Array.of(1n, 2n), "got 1n (a bigint) in row 0, column 0"],
  [[[1, Object.create(null) as unknown]], "got an object in row 0, column 1"],
  [[[1, Symbol("x")]], "got Symbol(x) in row 0, column 1"],
  [[[1, 2], "34"], 'got "34" (a string) in row 1'],
  ["1234", 'expected rows an array of rows or one flat array, got "1234" (a string)'],
  [{ length: 2, 0: 1, 1: 2 }, "expected rows an array of rows or one flat array, got an object"],
  [new DataView(new ArrayBuffer(16)), "expected rows an array of rows or one flat array"],
  [
    [[1, 2], new DataView(new ArrayBuffer(16))],
    "expected rows of rows of 2 numbers, got DataView of 16 bytes in row 1",
  ],
  [null, "expected rows an array of rows or one flat array, got null"],
])("toTable refuses what is no table", (rows, message) => {
  expect(() => read(rows, 2)).toThrow(expect.objectContaining({ name: "LangevinError" }));
  expect(() => read(rows, 2)).toThrow(message);
});

test("revoked proxies are no rows", () => {
  expect(() => read(revoked(), 2)).toThrow(
    "expected rows an array of rows or one flat array, got a value that cannot be read",
  );
  expect(() => read([[1, 2], revoked()], 2)).toThrow(
    "expected rows of rows of 2 numbers, got a value that cannot be read in row 1",
  );
});

test("a typed array that was transferred away is refused: it would pass for no rows", () => {
  const gone = new Float64Array(4);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  expect(() => read(gone, 2, { empty: true })).toThrow("one flat array, got a detached Float64Array");
});

test("gaps lets NaN through, empty lets no rows through, and the caller's array is copied", () => {
  expect(read([[1, NaN]], 2, { gaps: true }).values).toEqual(Float64Array.of(1, NaN));
  expect(() => read([[1, Infinity]], 2, { gaps: true })).toThrow("rows of finite numbers and NaN, got Infinity");
  expect(read([], 3, { empty: true })).toEqual({ values: new Float64Array(0), count: 0, dim: 3 });
  const rows = Float64Array.of(1, 2);
  const { values } = read(rows, 1);
  rows[0] = 7;
  expect(values).toEqual(Float64Array.of(1, 2));
});

describe("toTables: two sets of rows of one length", () => {
  const both = (a: unknown, b: unknown, dim?: number) => toTables("test", { a: a as Rows, b: b as Rows }, dim);

  test("either set's nested rows tell dim", () => {
    for (const [a, b] of [
      [[[1, 2]], [3, 4, 5, 6]],
      [[1, 2], [[3, 4], [5, 6]]],
    ]) // prettier-ignore
      expect(both(a, b).map(({ count, dim }) => [count, dim])).toEqual([[1, 2], [2, 2]]); // prettier-ignore
  });

  test("two flat arrays need it, and two lengths are refused", () => {
    expect(() => both([1, 2], [3])).toThrow("test: expected dim, the numbers in a row, beside a flat array of a");
    expect(() => both([[1, 2]], [[3]])).toThrow("test: expected b of rows of 2 numbers, got 1 in row 0");
    expect(() => both([[1, 2]], [[3, 4]], 3)).toThrow("test: expected a of rows of 3 numbers, got 2 in row 0");
    expect(() => both([], [[3]])).toThrow("test: expected a of at least one row, got no rows");
  });
});

describe("rowsOf", () => {
  test("(n, dim) row-major numbers become n arrays, copied, of any numbers", () => {
    const values = Float32Array.of(1, 2, 3, 4, NaN, 6);
    const rows = rowsOf(values, 2);
    expect(rows).toEqual([[1, 2], [3, 4], [NaN, 6]]); // prettier-ignore
    expect(JSON.stringify(rowsOf(Float64Array.of(1700000001, 0.1), 2))).toBe("[[1700000001,0.1]]");
    expect(rowsOf([1, 2, 3], 1)).toEqual([[1], [2], [3]]);
    expect(rowsOf(new Float64Array(0), 3)).toEqual([]);
    values[0] = 7;
    expect(rows[0][0]).toBe(1);
    expect(toTable("test", "rows", rowsOf([1, 2, 3, 4], 2), undefined).values).toEqual(Float64Array.of(1, 2, 3, 4));
  });

  test.each<[unknown, unknown, string, string]>([
    [[1, 2, 3], 2, "invalid-data", "rowsOf: expected values of a multiple of dim 2 numbers, got 3 numbers"],
    [[[1, 2]], 1, "invalid-argument", "rowsOf: expected values one flat array of numbers, got an array of rows"],
    [undefined, 2, "invalid-argument", "rowsOf: expected values one flat array of numbers, got undefined"],
    ["12", 2, "invalid-argument", 'rowsOf: expected values one flat array of numbers, got "12" (a string)'],
    [[1, "2"], 1, "invalid-data", 'rowsOf: expected values of numbers, got "2" (a string) at index 1'],
    [BigInt64Array.of(1n), 1, "invalid-data", "rowsOf: expected values of numbers, got 1n (a bigint) at index 0"],
    [[1, , 3], 1, "invalid-data", "rowsOf: expected values of numbers, got undefined at index 1"],
    [[1, 2], 0, "invalid-argument", "rowsOf: expected dim an integer from 1 to 4294967295, got 0"],
    [[1, 2], undefined, "invalid-argument", "rowsOf: expected dim an integer from 1 to 4294967295, got undefined"],
  ])("%o, %o are refused", (values, dim, code, message) => {
    expect(() => rowsOf(values as number[], dim as number)).toThrow(expect.objectContaining({ code, message }));
  });
});
