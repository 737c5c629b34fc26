import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { pieceSizeOf } from "../../src/work/file-hashes.ts";
import type { FileReference } from "../../src/work/file-reference.ts";
import { openReference, readReference, referTo } from "../../src/work/read-reference.ts";
import { S3Stub } from "../kit/s3-stub.ts";

let folder: string;
let stub: S3Stub;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "langevin-references-"));
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "data", "a"), bytes);
  await writeFile(join(folder, "secret"), bytes);
  await symlink("../secret", join(folder, "data", "link"));
  execFileSync("mkfifo", [join(folder, "data", "pipe")]);
  stub = await S3Stub.start();
  stub.objects.set("bucket/data/a", { bytes: Buffer.from(bytes), time: new Date() });
});
afterAll(async () => {
  await stub.stop();
  await rm(folder, { recursive: true });
});

/** Two pieces and a half. */
const bytes = Uint8Array.from({ length: 2.5 * (1 << 20) }, (_, i) => (i * 2654435761) >>> 24);
const sha256 = (of: Uint8Array) => createHash("sha256").update(of).digest("hex");

test("a reference has the file's place, hash, size and the hashes of its pieces", async () => {
  const expected = {
    sha256: sha256(bytes),
    size: bytes.length,
    pieces: { size: 1 << 20, sha256: [0, 1, 2].map((i) => sha256(bytes.subarray(i << 20, (i + 1) << 20))) },
  };
  const path = join(folder, "data", "a");
  expect(await referTo("test", relative(process.cwd(), path), {})).toEqual({ url: path, ...expected });
  const address = `${stub.origin}/bucket/data/a`;
  expect(await referTo("test", address, {})).toEqual({ url: address, ...expected });
});

test("pieces grow with the file", () => {
  expect([0, 2 ** 32, 2 ** 32 + 1, 1e11, 1e15].map(pieceSizeOf)).toEqual([2 ** 20, 2 ** 20, 2 ** 21, 2 ** 25, 2 ** 28]);
});

describe("what is read", () => {
  const places = (): string[] => [join(folder, "data", "a"), pathToFileURL(join(folder, "data", "a")).href, `${stub.origin}/bucket/data/a`]; // prettier-ignore

  test("is what was meant, whole and in parts", async () => {
    for (const place of places()) {
      const reference = await referTo("test", place, {});
      expect(sha256(await readReference("test", reference, {}))).toBe(sha256(bytes));
      const file = await openReference("test", reference, {});
      const m = 1 << 20;
      for (const [begin, end] of [
        [0, 10],
        [m - 5, m + 5],
        [5, 2 * m + 7],
        [2 * m, bytes.length],
        [7, 7],
      ] as const)
        expect(sha256(await file.read(begin, end))).toBe(sha256(bytes.subarray(begin, end)));
    }
  });

  test("an empty file", async () => {
    await writeFile(join(folder, "data", "empty"), "");
    const reference = await referTo("test", join(folder, "data", "empty"), {});
    expect(reference.pieces.sha256).toEqual([]);
    expect(await readReference("test", reference, {})).toEqual(new Uint8Array(0));
    stub.objects.set("bucket/empty", { bytes: Buffer.alloc(0), time: new Date() });
    expect((await referTo("test", `${stub.origin}/bucket/empty`, {})).sha256).toBe(reference.sha256);
  });

  test("is refused where it is something else: whole files by their hash, parts by that of their piece", async () => {
    const path = join(folder, "data", "changing");
    await writeFile(path, bytes);
    const reference = await referTo("test", path, {});
    const changed = bytes.slice();
    changed[(1 << 20) + 3] ^= 1;
    await writeFile(path, changed);
    const refusal = { code: "invalid-file" };
    await expect(readReference("test", reference, {})).rejects.toMatchObject(refusal);
    const file = await openReference("test", reference, {});
    expect(await file.read(0, 100)).toEqual(bytes.subarray(0, 100));
    for (let time = 0; time < 2; time++)
      await expect(file.read(1 << 20, (1 << 20) + 1)).rejects.toThrow(`test: expected piece 1 of ${path} of SHA-256 `);
    await writeFile(path, bytes.subarray(0, 100));
    for (const act of [() => readReference("test", reference, {}), () => openReference("test", reference, {})])
      await expect(act()).rejects.toThrow(`of ${bytes.length} bytes, got 100`);
  });

  test("is nothing of files that are too large", async () => {
    const before = stub.seen.length;
    const reference = { url: `${stub.origin}/bucket/data/a`, sha256: sha256(bytes), size: 1e300 };
    await expect(readReference("test", reference, {})).rejects.toThrow("expected a file of at most 2147483648 bytes");
    await expect(readReference("test", { ...reference, size: 101 }, {}, 100)).rejects.toThrow("at most 100 bytes");
    expect(stub.seen.length).toBe(before);
  });

  test("has hashes of all of its pieces", async () => {
    const reference = await referTo("test", join(folder, "data", "a"), {});
    for (const pieces of [
      { ...reference.pieces, size: 1 << 19 },
      { size: 1 << 30, sha256: [reference.sha256] },
      { size: 0, sha256: [] },
      { size: NaN, sha256: [] },
    ])
      await expect(openReference("test", { ...reference, pieces }, {})).rejects.toMatchObject({ code: "invalid-argument" }); // prettier-ignore
  });
});

describe("places that may not be read", () => {
  const hash = { sha256: sha256(bytes), size: bytes.length };
  const roots = () => [join(folder, "data"), `${stub.origin}/bucket/data`];

  test("under a root there is no refusal", async () => {
    for (const url of [
      join(folder, "data", "a"),
      pathToFileURL(join(folder, "data", "a")).href,
      `${stub.origin}/bucket/data/a`,
    ])
      // prettier-ignore
      expect((await readReference("test", { url, ...hash }, { roots: roots() })).length).toBe(bytes.length);
  });

  test.each([
    ["outside", () => join(folder, "secret")],
    ["by way of ..", () => join(folder, "data") + "/../secret"],
    ["a link to outside", () => join(folder, "data", "link")],
    ["file: outside", () => pathToFileURL(join(folder, "secret")).href],
    ["file: of another host", () => "file://host/a"],
    ["/etc/passwd", () => "/etc/passwd"],
    ["another bucket", () => `${stub.origin}/other/data/a`],
    ["a bucket's neighbor", () => `${stub.origin}/bucket/database`],
    ["an escaped ..", () => `${stub.origin}/bucket/data/%2e%2e/secret`],
    ["another host", () => "http://169.254.169.254/latest/meta-data"],
    ["another scheme", () => "s3://bucket/data/a"],
  ])("%s: refused before anything is fetched", async (_, place) => {
    const fetched = vi.fn<typeof fetch>();
    const reference: FileReference = { url: place(), ...hash };
    const access = { roots: roots(), fetch: fetched };
    for (const act of [
      () => readReference("test", reference, access),
      () => openReference("test", reference, access),
      () => referTo("test", reference.url, access),
    ])
      await expect(act()).rejects.toMatchObject({
        code: "invalid-argument",
        message: expect.stringContaining("under the roots"),
      });
    expect(fetched).not.toHaveBeenCalled();
  });

  test("without roots, links may be followed; what is no file is refused", async () => {
    expect((await readReference("test", { url: join(folder, "data", "link"), ...hash }, {})).length).toBe(bytes.length);
    for (const place of ["data", "none", join("data", "pipe"), join("data", "a", "b")])
      await expect(referTo("test", join(folder, place), {})).rejects.toThrow("test: expected a file at ");
    await expect(referTo("test", `${stub.origin}/bucket/none`, {})).rejects.toThrow("test: expected a file at ");
  });

  test.each([
    "ftp://host/a",
    "file://host/a",
    "https://user:hush@host/bucket/a",
    "https://host/bucket/a?signature=hush",
    "",
    "a\0",
  ])("%j is no place", async (place) => {
    const error: unknown = await referTo("test", place, {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "invalid-argument" });
    expect(String(error)).not.toContain("hush");
  });

  test("a redirection to another host is not followed", async () => {
    const server = createServer((_, response) => response.writeHead(302, { location: `${stub.origin}/bucket/data/a` }).end()); // prettier-ignore
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const before = stub.seen.length;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/a`;
    await expect(referTo("test", url, {})).rejects.toThrow("got HTTP 302, a redirection");
    expect(stub.seen.length).toBe(before);
    await new Promise((resolve) => server.close(resolve));
  });
});
