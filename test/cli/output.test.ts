import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CommandError } from "../../src/cli/command-error.ts";
import { openOutput } from "../../src/cli/output.ts";

const folder = mkdtempSync(join(tmpdir(), "langevin-output-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytes(text);
}

async function refusal(path: string, force = false): Promise<{ exitCode: number; message: string }> {
  const error = await openOutput(path, { force }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CommandError);
  return error as CommandError;
}

describe("a file", () => {
  it("is written in pieces, each behind the one before", async () => {
    const path = join(folder, "pieces.csv");
    await (await openOutput(path, { force: false })).write(pieces("a,b\n", "1,2\n", "3,4\n"));
    expect(readFileSync(path, "utf8")).toBe("a,b\n1,2\n3,4\n");
  });

  it("is refused where one is, and replaced with force", async () => {
    const path = join(folder, "there.csv");
    writeFileSync(path, "old");
    expect(await refusal(path)).toMatchObject({ exitCode: 2, message: `${path} exists already; --force replaces it.` });
    await (await openOutput(path, { force: true })).write(bytes("new"));
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("stays as it was, and nothing lies beside it, where the rows end in an error", async () => {
    const own = join(folder, "own");
    mkdirSync(own);
    const path = join(own, "kept.csv");
    writeFileSync(path, "old");
    const failing = (async function* () {
      yield* pieces("a,b\n");
      throw new Error("no more rows");
    })();
    await expect((await openOutput(path, { force: true })).write(failing)).rejects.toThrow("no more rows");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(own)).toEqual(["kept.csv"]);
  });

  it("is refused before any work where it cannot be", async () => {
    const taken = join(folder, "taken");
    mkdirSync(taken, { recursive: true });
    expect(await refusal(taken, true)).toMatchObject({ exitCode: 2 });
    expect(await refusal(join(folder, "nowhere", "a.csv"))).toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/nowhere.a\.csv cannot be written: no such file or directory \(ENOENT\)\.$/),
    });
    expect(await refusal(join(folder, "there.csv", "a.csv"))).toMatchObject({ exitCode: 1 });
  });

  it.runIf(process.platform !== "win32")("behind a link is replaced, and the link stays", async () => {
    const [target, link] = [join(folder, "target.csv"), join(folder, "link.csv")];
    writeFileSync(target, "old");
    symlinkSync(target, link);
    await (await openOutput(link, { force: true })).write(pieces("new"));
    expect(readFileSync(target, "utf8")).toBe("new");
  });
});

describe.runIf(existsSync("/dev/full"))("a device", () => {
  it("that is full: a sentence", async () => {
    const output = await openOutput("/dev/full", { force: false });
    await expect(output.write(pieces("a\n"))).rejects.toThrow(
      "/dev/full cannot be written: no space left on device (ENOSPC).",
    );
  });

  it("is written to, not replaced", async () => {
    const output = await openOutput("/dev/null", { force: false });
    await output.write(pieces("a\n", "b\n"));
  });
});
