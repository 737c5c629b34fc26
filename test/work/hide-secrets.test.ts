import { expect, test } from "vitest";
import { hideSecrets } from "../../src/work/hide-secrets.ts";

test.each([
  ["redis://default:hunter2@cache.example:6379/1", "redis://cache.example:6379/1"],
  ["postgres://me:hun%40ter2@db/x?sslmode=require", "postgres://db/x"],
  [
    "GET https://bucket.example/a/b?X-Amz-Signature=hunter2 failed, s3://k:hunter2@b/c too",
    "GET https://bucket.example/a/b failed, s3://b/c too",
  ],
  ["no address: a@b.c?", "no address: a@b.c?"],
  ["/data/run?", "/data/run?"],
])("%s → %s", (text, expected) => {
  expect(hideSecrets(text)).toBe(expected);
});
