// A plugin of typedoc's. What src/index.ts exports below a comment such as "// Sample" is in that category, in that order.
// Warns of exports below no such comment, of functions without @example, and of options without @default.
import { readFileSync } from "node:fs";
import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/** The comments, in order, and under which of them a name is exported. */
const categories = [];
const categoryOf = new Map();
const index = new URL("../src/index.ts", import.meta.url);
readExports(index);

function readExports(file) {
  const exports = /^\/\/ (.+)$|^export (?:type )?\{([^}]+)\}|^export \* from "(.+)"/gm;
  for (const [, comment, list, other] of readFileSync(file, "utf8").matchAll(exports))
    if (comment !== undefined) {
      if (file === index) categories.push(comment);
    } else if (other !== undefined) readExports(new URL(other, file));
    else for (const name of list.match(/\w+(?=\s*(?:,|$))/g)) categoryOf.set(name, categories.at(-1));
}

export function load(app) {
  const { converter, logger, options } = app;
  app.on("bootstrapEnd", () => options.setValue("categoryOrder", [...categories, "*"]));
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => categorize(project, logger), 1000);
  converter.on(Converter.EVENT_END, ({ project }) => checkTags(project, logger));
}

function categorize(project, logger) {
  for (const reflection of project.children.find(({ name }) => name === "index").children) {
    const category = categoryOf.get(reflection.name);
    if (category === undefined) logger.warn(`${reflection.name} stands below no comment in src/index.ts`);
    else
      for (const each of reflection.signatures ?? [reflection])
        (each.comment ??= new Comment()).blockTags.push(
          new CommentTag("@category", [{ kind: "text", text: category }]),
        );
  }
}

function checkTags(project, logger) {
  const warnWithout = (tag, reflection) => {
    if (!reflection.comment?.getTag(tag)) logger.warn(`${reflection.getFullName()} has no ${tag}`);
  };
  for (const { signatures } of project.getReflectionsByKind(ReflectionKind.Function))
    warnWithout("@example", signatures[0]);
  for (const { name, children = [] } of project.getReflectionsByKind(ReflectionKind.Interface))
    if (name.endsWith("Options"))
      for (const option of children.filter(({ flags }) => flags.isOptional)) warnWithout("@default", option);
}
