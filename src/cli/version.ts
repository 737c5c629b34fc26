import { existsSync, readFileSync } from "node:fs";

/** The package's version: its package.json lies beside dist/, or beside src/. */
export function readVersion(): string {
  const places = ["../package.json", "../../package.json"].map((place) => new URL(place, import.meta.url));
  const text = readFileSync(
    places.find((place) => existsSync(place))!,
    "utf8",
  );
  return (JSON.parse(text) as { version: string }).version;
}
