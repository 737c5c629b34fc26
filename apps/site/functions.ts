import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { anchor } from "./markdown/anchors.ts";

/** A page of functions and types: what one comment of src/index.ts stands above, or one entry of the package. */
export interface FunctionPage {
  /** Name in the address. */
  name: string;
  title: string;
  text: string;
}

interface Member {
  /** Its file, from typedoc's folder on. */
  file: string;
  /** Its anchor: the name of its file. */
  id: string;
  title: string;
  text: string;
  isType: boolean;
}

/** Pages with more characters than this are cut into functions and types. */
const LONG = 40_000;
/** And these, where they have more than this, into parts in the order of their names: a page is at most 150 kB as HTML. */
const LONGEST = 50_000;

/**
 * Pages made of what typedoc wrote, a file for each function and type: fewer and larger ones, in which every member is a heading that
 * the search finds. Last comes the list of all.
 */
export function functionPages(folder: string): FunctionPage[] {
  if (!existsSync(folder)) return [];
  const modules = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const chapters = modules.flatMap(({ name }) => chaptersOf(folder, name)).sort((a, b) => a.rank - b.rank);
  const places = new Map([["index/index.md", "index.md"]]);
  for (const { name, members } of chapters) {
    places.set(`${name.replace("langevin-", "")}/index.md`, `${name}.md`);
    for (const { file, id } of members) places.set(file, `${name}.md#${id}`);
  }
  const pages = chapters.map(({ name, title, members }) => ({
    name,
    title,
    text: `---\noutline: 2\n---\n\n# ${title} {#page}\n\n${members.map((member) => section(member, places)).join("\n\n")}\n`,
  }));
  const lists = chapters.map(
    ({ name, title, members }) =>
      `## ${title}\n\n${members.map(({ id, title }) => `[${title}](${name}.md#${id})`).join(" · ")}\n`,
  );
  const about = "Every public function, type and option, by subject, then by entry of the package.";
  return [
    ...pages,
    { name: "index", title: "Functions and types", text: `# Functions and types\n\n${about}\n\n${lists.join("\n")}` },
  ];
}

interface Chapter {
  name: string;
  title: string;
  rank: number;
  members: Member[];
}

function chaptersOf(folder: string, module: string): Chapter[] {
  const index = readFileSync(join(folder, module, "index.md"), "utf8");
  const parts = [...index.matchAll(/^## (.+)\n([^]*?)(?=^## |$(?![^]))/gm)].map(([, title, list]) => ({
    title: title!,
    files: [...list!.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => `${module}/${file!}`),
  }));
  if (module === "index")
    return parts.flatMap(({ title, files }, rank) =>
      cut(
        anchor(title),
        title,
        rank,
        files.map((file) => readMember(folder, file)),
      ),
    );
  const members = parts.flatMap(({ files }) => files.map((file) => readMember(folder, file)));
  return cut(`langevin-${module}`, `langevin/${module}`, 100, members);
}

function cut(name: string, title: string, rank: number, members: Member[]): Chapter[] {
  const [functions, types] = [false, true].map((kind) => members.filter(({ isType }) => isType === kind));
  if (lengthOf(members) < LONG) return [{ name, title, rank, members: [...functions, ...types] }];
  const parts = (name: string, title: string, all: Member[]): Chapter[] => {
    const count = Math.min(all.length, Math.ceil(lengthOf(all) / LONGEST));
    const part = (k: number) =>
      all.slice(Math.ceil((k * all.length) / count), Math.ceil(((k + 1) * all.length) / count));
    return Array.from({ length: count }, (_, k) => {
      const [end, number] = k === 0 ? ["", ""] : [`-${k + 1}`, `, ${k + 1}`];
      return { name: `${name}${end}`, title: `${title}${number}`, rank, members: part(k) };
    });
  };
  return [...parts(name, title, functions), ...parts(`${name}-types`, `${title}: types`, types)];
}

const lengthOf = (members: Member[]): number => members.reduce((sum, { text }) => sum + text.length, 0);

function readMember(folder: string, file: string): Member {
  const text = readFileSync(join(folder, file), "utf8");
  const [, heading = ""] = /^# (.+)$/m.exec(text) ?? [];
  const name = basename(file, ".md");
  return {
    file,
    id: name === "index" ? basename(dirname(file)) : name,
    title: heading.replace(/^[A-Z][\w ]*: /, ""),
    text: text.replace(/^# .+\n+/, ""),
    isType: /\/(interfaces|type-aliases)\//.test(file),
  };
}

/** A member one level deeper, its anchors beginning with its name, its links leading to where the others are. */
function section({ file, id, title, text }: Member, places: Map<string, string>): string {
  const used = new Map<string, number>();
  const unique = (words: string): string => {
    const own = `${id}-${anchor(words)}`;
    const before = used.get(own) ?? 0;
    used.set(own, before + 1);
    return before === 0 ? own : `${own}-${before}`;
  };
  const lines = outsideCode(text, (prose) =>
    prose
      .replace(/^\*\*\*$/gm, "")
      .replace(/^(#+) (.+)$/gm, (_, level: string, words: string) => `#${level} ${words} {#${unique(words)}}`)
      .replaceAll('<a id="property-', `<a id="${id}-`)
      .replace(/\]\(([^)\s]*\.md)(?:#([^)]*))?\)/g, (_, path: string, hash: string | undefined) => {
        const place = places.get(posix.join(posix.dirname(file), path));
        if (place === undefined) throw new Error(`${file}: no page has ${path}`);
        return `](${place}${hash === undefined ? "" : `-${hash.replace(/^property-/, "")}`})`;
      })
      .replace(/\]\(#([^)]+)\)/g, (_, hash: string) => `](#${id}-${hash.replace(/^property-/, "")})`),
  );
  return `## ${title} {#${id}}\n\n${lines.trim()}`;
}

/** Changes the parts of a text that stand in no fence. */
const outsideCode = (text: string, change: (prose: string) => string) =>
  text
    .split(/(^```[^]*?^```$)/m)
    .map((part, place) => (place % 2 === 0 ? change(part) : part))
    .join("");
