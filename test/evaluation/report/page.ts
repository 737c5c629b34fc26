const empty = new Set(["meta", "br", "hr", "img", "input", "link"]);
const phrasing = new Set(["p", "h1", "h2", "h3", "summary", "caption", "small", "bdi", "span", "strong", "code"]);
const blocks = new Set(["p", "div", "table", "ul", "dl", "section", "h1", "h2", "h3", "figure", "details"]);

/** Mistakes of nesting: elements that are not closed in their order, and blocks in what holds text only. */
export function mistakesOfNesting(page: string): string[] {
  const mistakes: string[] = [];
  const open: string[] = [];
  // What is in these is no markup
  const source = page.replace(/(<(style|script)\b[^>]*>)[\s\S]*?(<\/\2>)/g, "$1$3");
  for (const [, slash, name, rest] of source.matchAll(/<(\/?)([a-z][a-z0-9]*)\b((?:[^>"]|"[^"]*")*)>/gi)) {
    if (slash) {
      const last = open.pop();
      if (last !== name) mistakes.push(`</${name}> closes <${last}>`);
    } else {
      const parent = open.at(-1);
      if (blocks.has(name) && open.some((around) => phrasing.has(around))) mistakes.push(`<${name}> in <${parent}>`);
      if (name === "li" && parent !== "ul") mistakes.push(`<li> in <${parent}>`);
      if (name === "tr" && parent !== "thead" && parent !== "tbody") mistakes.push(`<tr> in <${parent}>`);
      if ((name === "td" || name === "th") && parent !== "tr") mistakes.push(`<${name}> in <${parent}>`);
      if (!empty.has(name) && !rest.endsWith("/")) open.push(name);
    }
  }
  return [...mistakes, ...open.map((name) => `<${name}> stays open`)];
}

/** Every tag of the page with its attributes, and the texts between them; scripts and styles have no text. */
export function partsOf(page: string): { tags: { name: string; attributes: Record<string, string> }[]; text: string } {
  const source = page.replace(/(<(style|script)\b[^>]*>)[\s\S]*?(<\/\2>)/g, "$1$3");
  const tags = [...source.matchAll(/<([a-z][a-z0-9]*)\b((?:[^>"]|"[^"]*")*)>/gi)].map(([, name, rest]) => ({
    name,
    attributes: Object.fromEntries(
      [...rest.matchAll(/([a-zA-Z:-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key, value ?? ""]),
    ),
  }));
  const text = source
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, entity: string) => characters[entity])
    .replace(/\s+/g, " ");
  return { tags, text };
}

const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };

/** The numbers that are in the page for programs. */
export function numbersOf(page: string): Record<string, unknown> {
  const [, json] = /<script type="application\/json" id="evaluation">([\s\S]*?)<\/script>/.exec(page)!;
  return JSON.parse(json) as Record<string, unknown>;
}
