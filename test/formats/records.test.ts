import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordCutter } from "../../src/formats/records.ts";

function cut(text: string, delimiter: string, size: number): string[][] {
  const cutter = new RecordCutter("t", { delimiter, quoteChar: '"', commentChar: "", maxRowLength: 1e6 });
  const records: string[][] = [];
  for (let at = 0; at < text.length; at += size) records.push(...cutter.push(text.slice(at, at + size)).map(({ cells }) => cells)); // prettier-ignore
  return [...records, ...cutter.end().map(({ cells }) => cells)];
}

const cell = fc.string({ unit: fc.constantFrom(..."ab,;\"\r\n' ä"), maxLength: 6 });

test("well-formed tables are cut as csv-parse cuts them, whatever pieces they come in", () => {
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.integer({ min: 1, max: 40 }),
      (rows, delimiter, end, size) => {
        // prettier-ignore
        const quoted = (text: string) => (/["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const text = rows.map((row) => row.map(quoted).join(delimiter) + end).join("");
        const oracle = parse(text, { delimiter, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true });
        expect(cut(text, delimiter, size)).toEqual(oracle.map((row) => row.map((field) => field.trim())));
      },
    ),
    { numRuns: 400 },
  );
});

test("lines are those of the file, with quotes and comments", () => {
  const cutter = new RecordCutter("t", { delimiter: ",", quoteChar: '"', commentChar: "#", maxRowLength: 1e6 });
  const text = '"a\r\nb",1\r\n# "c"\r\n"d",2\r\n\r\ne,3\r\n"f\n\ng",4\n"h",5\n';
  const records = [...cutter.push(text), ...cutter.end()];
  expect(records.map(({ cells, line }) => [cells[0], line])).toEqual([
    ["a\r\nb", 1],
    ["d", 4],
    ["", 5],
    ["e", 6],
    ["f\n\ng", 7],
    ["h", 10],
  ]);
});

test("any text is cut, in any pieces, or refused in a sentence", () => {
  const text = fc.string({ unit: fc.constantFrom(...'a,;"\r\n \t#'), maxLength: 80 });
  const outcome = (run: () => string[][]) => {
    try {
      return run();
    } catch (error) {
      return (error as Error).message.replace(/line \d+/, "");
    }
  };
  fc.assert(
    fc.property(text, fc.constantFrom(",", " "), fc.integer({ min: 1, max: 20 }), (content, delimiter, size) => {
      const whole = outcome(() => cut(content, delimiter, 1000));
      expect(typeof whole === "string" ? whole : "").toMatch(/^(t: expected the quote .* to be closed, got none)?$/);
      expect(outcome(() => cut(content, delimiter, size))).toEqual(whole);
    }),
    { numRuns: 400 },
  );
});
