import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Arithmetic, Hashes } from "./engine.ts";

/** What every cell must reproduce; made by `npm run same -- --update`. */
export type Golden = Partial<Record<Arithmetic, Hashes>>;

const file = new URL("../../test/same/golden.json", import.meta.url);

export function readGolden(): Golden {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Golden) : {};
}

export function writeGolden(golden: Golden): void {
  writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
}

/** The golden hashes of a cell's: what was split or resumed must be as if it had not been. */
export function toGolden(hashes: Hashes): Hashes {
  return mapValues(hashes, (ofSize) =>
    Object.fromEntries(Object.entries(ofSize).filter(([what]) => baseName(what) === what)),
  );
}

/** What differs, such as `2-D 64×3 samples, split`; none when the cell is as it must be. */
export function differences(hashes: Hashes, golden: Hashes | undefined): string[] {
  if (!golden) return ["no golden hashes"];
  const missing = Object.entries(golden).flatMap(([size, ofSize]) =>
    Object.keys(ofSize)
      .filter((what) => !hashes[size]?.[what])
      .map((what) => `${size} ${what} (missing)`),
  );
  const different = Object.entries(hashes).flatMap(([size, ofSize]) =>
    Object.entries(ofSize)
      .filter(([what, hash]) => hash !== golden[size]?.[baseName(what)])
      .map(([what]) => `${size} ${what}`),
  );
  return [...missing, ...different];
}

/** "samples, split" and "weights, resumed" are "samples" and "weights" come by differently. */
function baseName(what: string): string {
  return what.split(", ")[0];
}

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
