import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { drawScaling } from "./scaling-picture.ts";
import { tables, type Figures } from "./page-tables.ts";

// The tables of README.md and docs/benchmarks/speed.md from the figures in bench/speed/figures: `npx tsx bench/speed/page.ts`.

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const PAGES = ["README.md", "docs/benchmarks/speed.md"];

/** The figures of the last full run. */
export function readFigures(): Figures {
  const read = (name: string): never =>
    JSON.parse(readFileSync(at(`bench/speed/figures/${name}.json`), "utf8")) as never;
  return {
    speed: read("speed"),
    scaling: read("scaling"),
    vectors: read("vectors"),
    qualityTime: read("quality-time"),
  };
}

/** A page with the tables of these figures between its marks, `<!-- figures: name -->` and `<!-- end of figures -->`. */
export async function withFigures(path: string, text: string, figures: Figures): Promise<string> {
  const mark = /(<!-- figures: ([\w-]+) -->)[^]*?(<!-- end of figures -->)/g;
  const filled = text.replace(mark, (_, begin: string, name: string, end: string) => {
    if (!Object.hasOwn(tables, name))
      throw new Error(`${path}: expected one of ${Object.keys(tables).join(", ")}, got ${name}`);
    return `${begin}\n\n${tables[name](figures)}\n\n${end}`;
  });
  return format(filled, { ...(await resolveConfig(at(path))), filepath: at(path) });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  copyFileSync(drawScaling(readFigures().scaling), at("docs/images/speed-scaling.png"));
  for (const path of PAGES)
    writeFileSync(at(path), await withFigures(path, readFileSync(at(path), "utf8"), readFigures()));
}
