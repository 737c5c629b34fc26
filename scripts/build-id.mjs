// Which build of the library this is, for workers of one run: SHA-256 of the sources that results come from.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** Rooms that no result comes from. */
const OTHERS = ["bullmq", "cli", "evaluation", "metrics", "toys", "worker"];

export function buildId(root) {
  const hash = createHash("sha256");
  const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(root, "src").length + 1)
        .split(sep)
        .join("/"),
    )
    .filter((file) => !OTHERS.includes(file.split("/")[0]))
    .sort();
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(root, "src", file)))
      .update("\n");
  return hash.digest("hex");
}
