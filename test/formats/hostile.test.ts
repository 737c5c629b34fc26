import { describe, expect, test } from "vitest";
import { readRows, readTable, type ReadOptions, type TableSource } from "../../src/formats/index.ts";

/** The sentence that a source ends with. */
async function failure(source: TableSource, options?: ReadOptions): Promise<string> {
  const error = (await readAll(source, options).catch((thrown: unknown) => thrown)) as {
    code?: string;
    message: string;
  };
  expect(error).toMatchObject({ name: "LangevinError", code: "invalid-data" });
  return error.message;
}

async function readAll(source: TableSource, options?: ReadOptions): Promise<number> {
  let rows = 0;
  for await (const { columns } of await readRows(source, options)) rows += columns[0].length;
  return rows;
}

/** The same piece for ever; counts how many were taken. */
function endless(piece: string | Uint8Array) {
  const source = {
    taken: 0,
    *[Symbol.iterator]() {
      for (;;) {
        source.taken++;
        yield piece;
      }
    },
  };
  return source;
}

describe("what is no table ends in a sentence", () => {
  test("zeros without end", async () => {
    const zeros = endless(new Uint8Array(65536));
    expect(await failure(zeros)).toBe("readRows: expected a table as text, got a binary file (byte 1 is 0)");
    expect(zeros.taken).toBe(1);
  });

  test("random bytes", async () => {
    let state = 1;
    const random = Uint8Array.from({ length: 10_000 }, () => (state = (state * 48271) % 2147483647) >> 8);
    expect(await failure(random)).toMatch(/expected a table as text, got a binary file/);
  });

  test("a cell without end, quoted and plain", async () => {
    const cell = "b".repeat(65536);
    for (const [start, message] of [
      ['a,c\n"', /^readRows: expected the quote \("\) that opens a cell in line 2 to be closed, got none$/],
      ["a,c\n", /^readRows: expected a row of at most 16777216 characters in line 2, got a longer one$/],
    ] as const) {
      const source = endless(cell);
      const startOf = function* () {
        yield start;
        yield* source;
      };
      expect(await failure(startOf())).toMatch(message);
      // No more than the limit, and a piece, was read
      expect(source.taken).toBeLessThan(16777216 / 65536 + 3);
    }
  });

  test("a quote that is not closed is named by its line, in short files and long ones", async () => {
    const message = (line: number) => `readRows: expected the quote (") that opens a cell in line ${line} to be closed, got none`; // prettier-ignore
    expect(await failure('a,b\n1,"x\n2,3\n4,5\n')).toBe(message(2));
    expect(await failure(`a,b\n${'"x",1\n'.repeat(5000)}"c,3\n${"1,2\n".repeat(5000)}`)).toBe(message(5002));
  });

  test("nothing", async () => {
    for (const text of ["", "\n\n", ",,\n,,\n", "\ufeff", "# only\n# comments\n"])
      expect(await failure(text)).toBe("readRows: expected a table, got a file without a row");
  });

  test("files of other kinds", async () => {
    expect(await failure(Uint8Array.from([0x50, 0x4b, 3, 4, 9, 9]))).toMatch(/got an Excel workbook/);
    expect(await failure(Uint8Array.from([0x1f, 0x8b, 8, 0]))).toMatch(/got compressed by gzip/);
  });

  test("more bytes than are wanted", async () => {
    expect(await failure(endless("1,2\n".repeat(1000)), { maxBytes: 1e6 })).toBe(
      "readRows: expected at most 1000000 bytes (maxBytes), got more",
    );
  });

  test.each([5, null, undefined, {}, [5]])("%j is no source", async (source) => {
    await expect(readRows(source as never)).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

test("100,000 columns", async () => {
  const cells = Array.from({ length: 1e5 }, (_, i) => `c${i}`);
  const text = `${cells.join(",")}\n${cells.map((_, i) => i).join(",")}\n${cells.map((_, i) => i + 0.5).join(",")}\n`;
  const { names, columns } = await readTable(text);
  expect(names).toEqual(cells);
  expect(columns[99_999]).toEqual(["99999", "99999.5"]);
});

test("an abort ends an endless table with its reason", async () => {
  const controller = new AbortController();
  const reader = await readRows(endless("1,2\n3,4\n"), { signal: controller.signal });
  await expect(
    (async () => {
      for await (const { firstRow } of reader) if (firstRow > 0) controller.abort(new Error("enough"));
    })(),
  ).rejects.toThrow("enough");
});

test("leaving the loop closes the source", async () => {
  let closed = false;
  const source = (function* () {
    try {
      for (;;) yield "1,2\n".repeat(1000);
    } finally {
      closed = true;
    }
  })();
  for await (const { firstRow } of await readRows(source)) if (firstRow > 10_000) break;
  expect(closed).toBe(true);
});

test("memory does not grow with the file", async () => {
  // 60 MB in 400,000 rows, of which no more than a few chunks may be kept: strings of 13 and more refer to their piece
  const rows = Array.from({ length: 500 }, (_, i) =>
    Array.from({ length: 10 }, (_, j) => `word ${i * j} of a row`).join(","),
  );
  const piece = `${rows.join("\n")}\n`;
  const source = (function* () {
    for (let i = 0; i < 600; i++) yield piece;
  })();
  let [count, most] = [0, 0];
  const start = process.memoryUsage().heapUsed;
  for await (const { columns } of await readRows(source, { header: false })) {
    count += columns[0].length;
    most = Math.max(most, process.memoryUsage().heapUsed - start);
  }
  expect(count).toBe(300_000);
  expect(most).toBeLessThan(250e6);
});
