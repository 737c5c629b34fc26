import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { langevin, shell } from "./kit.ts";

const folder = mkdtempSync(join(tmpdir(), "langevin-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes that look random: SHA-256 of their places. */
function randomBytes(length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) => createHash("sha256").update(`${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

const files: Record<string, string | Uint8Array> = {
  "random bytes.csv": randomBytes(100_000),
  "random bytes behind a header.csv": Buffer.concat([Buffer.from("a,b\n1,2\n"), randomBytes(100_000)]),
  "nothing.csv": "",
  "blank lines.csv": "\n\n\n",
  "a header alone.csv": "a,b,c\n",
  "an open quote.csv": `a,b\n1,"2\n${"3,4\n".repeat(1000)}`,
  "an open quote in the middle.csv": `a,b\n${"3,4\n".repeat(5000)}1,"2\n${"3,4\n".repeat(5000)}`,
  "an image.csv": Buffer.from("\x89PNG\r\n\x1a\n".repeat(10), "latin1"),
  "a workbook.csv": Buffer.from("PK\x03\x04".repeat(10), "latin1"),
  "a web page.csv": "<!doctype html><html><body>404</body></html>",
  "broken.jsonl": '{"a": 1}\n{"a": \n',
  "broken.parquet": Buffer.from("PAR1\x15\x04broken", "latin1"),
  "broken.arrow": Buffer.from("ARROW1\0\0broken", "latin1"),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, "out"));
});

/** One sentence, exit code 3, and nothing written anywhere. */
function expectRefusal({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): void {
  expect(stderr).toMatch(/^langevin: [^\n]*\.\n$/);
  expect([status, stdout, readdirSync(join(folder, "out"))]).toEqual([3, "", []]);
}

describe("what is no table: a sentence, exit code 3, nothing written", () => {
  it.each(Object.keys(files))("%s", (name) => {
    expectRefusal(langevin(["fit", name, "-o", "out/a.langevin", "--quiet"], { cwd: folder }));
  });

  it.each(["describe", "synthesize"])("by %s as well", (command) => {
    for (const name of ["random bytes.csv", "an open quote.csv"])
      expectRefusal(langevin([command, name, "-o", "out/a.csv", "--quiet"], { cwd: folder }));
  });

  const options = "- -o out/a.langevin --quiet";
  it.runIf(process.platform === "linux")("a file without an end", () => {
    expectRefusal(shell("langevin fit /dev/zero -o out/a.langevin --quiet", folder));
    expectRefusal(shell(`cat /dev/zero | langevin fit ${options}`, folder));
  });

  it.runIf(process.platform === "linux")("a cell of a billion characters", () => {
    expectRefusal(shell(`(echo a,b; head -c 1000000000 /dev/zero | tr '\\0' x) | langevin fit ${options}`, folder));
  });

  it("a hundred thousand columns", () => {
    const line = Array.from({ length: 1e5 }, (_, j) => `c${j}`).join(",");
    const row = Array.from({ length: 1e5 }, (_, j) => j % 7).join(",");
    expectRefusal(
      langevin(["fit", "-", "-o", "out/a.langevin", "--quiet"], {
        cwd: folder,
        input: `${line}\n${`${row}\n`.repeat(20)}`,
      }),
    );
  });
});
