import { expect, it } from "vitest";
import { formatOfBytes } from "../../src/cli/formats.ts";

it.each([
  ["PAR1\x15\x04", "parquet"],
  ["ARROW1\0\0", "arrow"],
  ["\xff\xff\xff\xff\x10", "arrow"],
  ['{"a": 1}\n', "jsonl"],
  ['\xef\xbb\xbf{ "a": 1}\n', "jsonl"],
  ['[{"a": 1}]', "json"],
  ["{a},b\n1,2\n", "csv"],
  ["a,b\n1,2\n", "csv"],
  ["", "csv"],
])("bytes %j are %s", (text, format) => {
  expect(formatOfBytes(Uint8Array.from(text, (sign) => sign.charCodeAt(0)))).toBe(format);
});
