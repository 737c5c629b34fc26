import { LangevinError } from "../../support/errors.ts";

/** A page of a bucket's list. */
export interface ListResult {
  readonly files: { key: string; size: number; time: number }[];
  /** What the next page is asked with; undefined after the last. */
  readonly next: string | undefined;
}

/**
 * An answer to ListObjectsV2. It is read as the flat document that it is: no declarations of types or entities, each file's
 * elements once.
 *
 * @throws LangevinError "unavailable" for another document
 */
export function readListResult(where: string, text: string): ListResult {
  const bad = (got: string) =>
    new LangevinError("unavailable", `${where}: expected a bucket's list (ListBucketResult), got ${got}`);
  const root = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?<ListBucketResult(?:\s[^>]*)?>([\s\S]*)<\/ListBucketResult>\s*$/.exec(text); // prettier-ignore
  if (!root) throw bad("another answer");
  if (/<!/.test(root[1])) throw bad("one with declarations");
  const files: ListResult["files"] = [];
  const rest = root[1].replace(/<Contents>([\s\S]*?)<\/Contents>/g, (_, file: string) => {
    const [key, size, time] = ["Key", "Size", "LastModified"].map((name) => elementOf(file, name));
    const milliseconds = Date.parse(time ?? "");
    if (key === undefined || !/^\d{1,16}$/.test(size ?? "") || Number.isNaN(milliseconds))
      throw bad("a file without Key, Size or LastModified");
    files.push({ key, size: Number(size), time: milliseconds });
    return "";
  });
  const truncated = elementOf(rest, "IsTruncated");
  if (truncated !== "true" && truncated !== "false") throw bad("one that does not say whether it is whole");
  const next = truncated === "true" ? elementOf(rest, "NextContinuationToken") : undefined;
  if (truncated === "true" && !next) throw bad("a part without NextContinuationToken");
  return { files, next };
}

/** The text of the one element of a name; undefined where there is none, or several. */
function elementOf(xml: string, name: string): string | undefined {
  const found = [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))];
  return found.length === 1 ? decodeEntities(found[0][1]) : undefined;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,10}));/gi, (whole, decimal, hex, name: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
