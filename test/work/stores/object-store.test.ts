import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readListResult } from "../../../src/work/stores/list-result.ts";
import { objectPlace } from "../../../src/work/stores/object-place.ts";
import { objectStore, type ObjectStoreOptions } from "../../../src/work/stores/object-store.ts";
import { openStore } from "../../../src/work/stores/open-store.ts";
import { S3Stub } from "../../kit/s3-stub.ts";

let stub: S3Stub;
beforeEach(async () => {
  stub = await S3Stub.start();
});
afterEach(async () => {
  await stub.stop();
});

const patience = { attempts: 4, first: 1, most: 2 };
const open = (prefix = "/bucket/run", options: ObjectStoreOptions = {}) =>
  objectStore("test", new URL(stub.origin + prefix), { patience, environment: {}, ...options });
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (read: Uint8Array | undefined) => read && new TextDecoder().decode(read);
const methods = () => stub.seen.map(({ method }) => method);

test("a new file is one PUT on the condition that none is there", async () => {
  const store = open();
  expect(await store.putNew("part-1", bytes("one"))).toBe("written");
  const [{ method, url, headers }, ...more] = stub.seen;
  expect([method, url, headers["if-none-match"]]).toEqual(["PUT", "/bucket/run/part-1", "*"]);
  expect(headers["x-amz-checksum-sha256"]).toBe("dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0="); // printf one | openssl dgst -sha256 -binary | base64
  expect(more).toEqual([]);
});

test("412: the name is taken, by the same bytes or by others; what is there stays", async () => {
  const store = open();
  await store.putNew("a", bytes("one"));
  for (const other of ["one", "two"]) {
    expect(await store.putNew("a", bytes(other))).toBe("exists");
    expect(text(await store.read("a"))).toBe("one");
  }
  await store.replace("a", bytes("three"));
  expect(text(await store.read("a"))).toBe("three");
});

test.each([
  ["409, another writer at the same moment", [409, 409]],
  ["503, slow down", [503, 503, 503]],
  ["429", [429]],
  ["no answer", ["cut", 500]],
] as const)("%s: asked again", async (_, first) => {
  const store = open();
  stub.first.push(...first);
  expect(await store.putNew("a", bytes("one"))).toBe("written");
  expect(methods()).toEqual([...first.map(() => "PUT"), "PUT"]);
  for (const act of [() => store.list(), () => store.read("a"), () => store.remove("a")]) {
    stub.first.push(...first);
    await act();
  }
});

test("an answer that was lost after the file was stored: it exists", async () => {
  stub.first.push("stored-then-cut");
  const store = open();
  expect(await store.putNew("a", bytes("one"))).toBe("exists");
  expect(text(await store.read("a"))).toBe("one");
});

test("of a store that stays busy the error says what it answered, and how often", async () => {
  stub.first.push(503, 503, 503, 503);
  await expect(open().putNew("a", bytes("x"))).rejects.toMatchObject({
    code: "unavailable",
    message: `test: expected ${stub.origin}/bucket/run/a to answer PUT, got HTTP 503 (SlowDown), 4 times`,
  });
});

test("waiting grows, and ends with the signal", async () => {
  const controller = new AbortController();
  stub.first.push(...Array.from({ length: 20 }, () => 503 as const));
  const store = open("/bucket/run", { signal: controller.signal, patience: { attempts: 20, first: 1e6, most: 1e6 } });
  const put = store.putNew("a", bytes("x"));
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await expect(put).rejects.toThrow("enough");
});

test("ranges, as slice has them, from a server that knows ranges", async () => {
  const store = open();
  await store.putNew("a", bytes("0123456789"));
  for (const [begin, end] of [[0], [3], [3, 7], [-4], [-4, -1], [8, 20], [12, 20], [5, 2], [-20], [-20, 2]] as const)
    expect([begin, end, text(await store.read("a", begin, end))]).toEqual([begin, end, "0123456789".slice(begin, end)]);
  for (const range of [[], [3], [-4], [-4, -1], [5, 2]] as const)
    expect(await store.read("none", ...range)).toBeUndefined();
});

test("of a server without ranges only beginnings are read", async () => {
  const store = open();
  await store.putNew("a", bytes("0123456789"));
  stub.ranges = false;
  expect(text(await store.read("a", 0, 4))).toBe("0123");
  await expect(store.read("a", 4, 6)).rejects.toMatchObject({ code: "unsupported" });
});

test("the list goes on from page to page and has the files of the prefix alone", async () => {
  const store = open();
  const names = Array.from({ length: 7 }, (_, i) => `part-${i}`);
  for (const name of names.toReversed()) await store.putNew(name, bytes(name));
  await open("/bucket/run/deeper").putNew("a", bytes("x"));
  await open("/bucket/runner").putNew("a", bytes("x"));
  await open("/other/run").putNew("a", bytes("x"));
  stub.objects.set("bucket/run/a&b <c>", { bytes: Buffer.alloc(1), time: new Date() });
  stub.pageSize = 3;
  expect((await store.list()).map(({ name, size }) => [name, size])).toEqual(names.map((name) => [name, 6]));
  const lists = stub.seen.map(({ url }) => url).filter((url) => url.includes("list-type"));
  expect(lists).toHaveLength(3);
  for (const url of lists) expect(url).toContain("delimiter=%2F"); // folders below it may hold millions
  await store.remove("part-3");
  await store.remove("part-3");
  await store.tidy();
  expect((await store.list()).length).toBe(6);
  for (const file of await store.list()) expect(Math.abs(file.time - Date.now())).toBeLessThan(60_000);
});

test("nothing is copied or renamed", async () => {
  const store = open();
  await store.putNew("a", bytes("x"));
  await store.putNew("a", bytes("y"));
  await store.replace("a", bytes("z"));
  await store.tidy();
  await store.remove("a");
  expect(new Set(methods())).toEqual(new Set(["PUT", "DELETE"]));
  for (const { headers } of stub.seen) expect(Object.keys(headers).join()).not.toMatch(/copy|rename/);
});

test.each(["../a", "a/b", "..", "", "a?b", "a#b", "a%2fb"])("%j is no name", async (name) => {
  const store = open();
  for (const act of [
    () => store.read(name),
    () => store.putNew(name, bytes("x")),
    () => store.replace(name, bytes("x")),
  ])
    await expect(act()).rejects.toMatchObject({ code: "invalid-argument" });
  await expect(store.remove(name)).rejects.toMatchObject({ code: "invalid-argument" });
  expect(stub.seen).toEqual([]);
});

test("a redirection is not followed", async () => {
  const own = () => Promise.resolve(new Response(null, { status: 301, headers: { location: "http://elsewhere/" } }));
  await expect(open("/bucket/run", { fetch: own }).putNew("a", bytes("x"))).rejects.toThrow(
    "got HTTP 301, a redirection",
  );
});

describe("keys", () => {
  const environment = {
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "the-secret-key",
    AWS_SESSION_TOKEN: "the-session-token",
    AWS_REGION: "eu-central-1",
  };
  const signing = (url: string) =>
    objectStore("test", new URL(url), { patience, environment: { ...environment, AWS_ENDPOINT_URL: stub.origin } });

  test("sign every request", async () => {
    stub.secret = "the-secret-key";
    const store = signing("s3://bucket/run with+signs!'()*");
    expect(store.url).toBe("s3://bucket/run with+signs!'()*".replace(/ /g, "%20"));
    expect(await store.putNew("a", bytes("one"))).toBe("written");
    expect(await store.putNew("a", bytes("one"))).toBe("exists");
    expect(text(await store.read("a", 1))).toBe("ne");
    expect((await store.list()).map(({ name }) => name)).toEqual(["a"]);
    await store.remove("a");
    stub.secret = "another";
    await expect(store.list()).rejects.toThrow("got HTTP 403 (SignatureDoesNotMatch)");
  });

  test("are not in what is sent, but for the token, nor in messages and addresses", async () => {
    const store = signing("s3://bucket/run");
    await store.putNew("a", bytes("one"));
    expect(JSON.stringify(stub.seen)).not.toContain("the-secret-key");
    stub.first.push(400);
    const error = await store.putNew("a", bytes("x")).catch((thrown: unknown) => thrown);
    const said = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)} ${store.url}`;
    expect(said).toContain("got HTTP 400");
    expect(said).not.toMatch(/the-secret-key|the-session-token|AKIDEXAMPLE|secret-in-the-answer/);
  });

  test("go to the endpoint and to Amazon's hosts alone", () => {
    const signed = (url: string) =>
      objectPlace("test", new URL(url), { ...environment, AWS_ENDPOINT_URL: "http://127.0.0.1:9000" }).signed;
    expect(signed("s3://bucket/run")).toBe(true);
    expect(signed("http://127.0.0.1:9000/bucket/run")).toBe(true);
    expect(signed("https://bucket.s3.eu-central-1.amazonaws.com/run")).toBe(true);
    expect(signed("https://example.org/bucket/run")).toBe(false);
    expect(signed("https://amazonaws.com.example.org/bucket/run")).toBe(false);
    expect(objectPlace("test", new URL("s3://bucket/run"), {}).signed).toBe(false);
  });
});

test.each([
  ["s3://bucket/a/b/", "https://bucket.s3.us-east-1.amazonaws.com/", "a/b"],
  ["s3://my.bucket", "https://s3.us-east-1.amazonaws.com/my.bucket/", ""],
  ["https://bucket.s3.eu-west-1.amazonaws.com/a", "https://bucket.s3.eu-west-1.amazonaws.com/", "a"],
  ["https://s3.eu-west-1.amazonaws.com/bucket/a", "https://s3.eu-west-1.amazonaws.com/bucket/", "a"],
  ["https://storage.googleapis.com/bucket/a/b", "https://storage.googleapis.com/bucket/", "a/b"],
  ["https://bucket.storage.googleapis.com/a", "https://bucket.storage.googleapis.com/", "a"],
  ["http://127.0.0.1:9000/bucket/a%20b", "http://127.0.0.1:9000/bucket/", "a b"],
])("%s: the bucket at %s, names below %j", (url, bucket, key) => {
  const place = objectPlace("test", new URL(url), {});
  expect([place.bucket.href, place.key]).toEqual([bucket, key]);
});

test.each([
  "https://user:hush@host/bucket",
  "https://host/bucket?X-Amz-Signature=hush",
  "https://host/bucket#hush",
  "https://host/",
  "https://host/bucket//a",
  "https://host/bucket/a%2f..%2fb",
  "https://host/bucket/a%5cb",
  "s3://",
  "s3://a",
])("%s is refused, and what could be secret is not repeated", (url) => {
  expect(() => openStore(url)).toThrow(/^openStore: expected /);
  expect(() => openStore(url)).not.toThrow(/hush/);
});

test("Google's condition has its own name", async () => {
  const sent: Headers[] = [];
  const own: typeof fetch = (_, init) => {
    sent.push(new Headers(init?.headers));
    return Promise.resolve(new Response(null, { status: sent.length === 1 ? 200 : 412 }));
  };
  const store = openStore("https://storage.googleapis.com/bucket/run", { fetch: own });
  expect(await store.putNew("a", bytes("x"))).toBe("written");
  expect(await store.putNew("a", bytes("x"))).toBe("exists");
  expect(sent.map((headers) => headers.get("x-goog-if-generation-match"))).toEqual(["0", "0"]);
});

describe("a bucket's list", () => {
  const file = "<Contents><Key>a&amp;&#98;&#x63;</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>7</Size></Contents>"; // prettier-ignore
  const list = (inner: string) => `<?xml version="1.0"?><ListBucketResult>${inner}</ListBucketResult>`;

  test("has names with entities, sizes and times", () => {
    const { files, next } = readListResult("test", list(`${file}<IsTruncated>false</IsTruncated>`));
    expect(files).toEqual([{ key: "a&bc", size: 7, time: Date.UTC(2026, 0, 2, 3, 4, 5) }]);
    expect(next).toBeUndefined();
  });

  test.each([
    ["a page", "<html></html>"],
    ["no end", list(file)],
    ["no token", list("<IsTruncated>true</IsTruncated>")],
    ["two ends", list("<IsTruncated>true</IsTruncated><IsTruncated>false</IsTruncated>")],
    ["a file without a size", list(file.replace(/<Size>.*<\/Size>/, "") + "<IsTruncated>false</IsTruncated>")],
    ["a file with two names", list(file.replace("<Size>", "<Key>b</Key><Size>") + "<IsTruncated>false</IsTruncated>")],
    ["a size that is none", list(file.replace("7", "-7") + "<IsTruncated>false</IsTruncated>")],
    ["declarations", list(`<!ENTITY x "y">${file}<IsTruncated>false</IsTruncated>`)],
    ["a part of a document", list(`${file}<IsTruncated>false</IsTruncated>`).slice(0, -9)],
  ])("%s is refused", (_, xml) => {
    expect(() => readListResult("test", xml)).toThrow(/expected a bucket's list/);
  });

  test("that comes round to the same page ends with an error", async () => {
    const own: typeof fetch = () =>
      Promise.resolve(new Response(list("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"))); // prettier-ignore
    await expect(openStore("https://host/bucket/run", { fetch: own }).list()).rejects.toThrow(/got one page again/);
  });
});
