import { Code, code, placesOf, render, replaceAt, valueAt, type Place, type Value } from "./code.ts";
import { nonsense, CALLERS_ERROR } from "./nonsense.ts";
import { Random } from "./random.ts";
import type { Recipe } from "./recipe.ts";
import { preludeOf } from "./given.ts";

export interface Call {
  readonly recipe: Recipe;
  /** The call as an expression. */
  readonly text: string;
}

/** The recipe's own call. */
export function validCall(recipe: Recipe): Call {
  return { recipe, text: fill(recipe, recipe.args) };
}

/** Call number `id`: a recipe with one to three places made wrong. */
export function wrongCall(recipes: readonly Recipe[], seed: number, id: number): Call {
  const random = new Random(seed, id);
  const recipe = drawRecipe(recipes, random);
  let args: Value = recipe.args;
  for (let wrong = 1 + random.below(3); wrong > 0; wrong--) {
    const places = placesOf(args);
    const outer = places.filter(({ length }) => length === 1);
    const place = random.pick(random.next() < 0.3 ? outer : places);
    args = replaceAt(args, place, wrongValue(recipes, random, valueAt(args, place)));
  }
  return { recipe, text: fill(recipe, args as readonly Value[]) };
}

/** A program that makes the call by itself. */
export function snippetOf({ text }: Call): string {
  const entries = { langevin: "langevin", metrics: "langevin/metrics", toys: "langevin/toys", node: "langevin/node" };
  const all = { ...entries, workers: "langevin/worker" };
  const prelude = preludeOf(text);
  const used = Object.entries(all).filter(([name]) => `${prelude}\n${text}`.includes(`${name}.`));
  return [
    ...used.map(([name, entry]) => `import * as ${name} from "${entry}";`),
    ...(/\bsignal\b/.test(text) ? ["const controller = new AbortController();"] : []),
    ...(prelude ? [prelude] : []),
    `console.log(await ${text});`,
  ].join("\n");
}

function fill({ text }: Recipe, args: readonly Value[]): string {
  let next = 0;
  return text.replace(/§/g, () => render(args[next++]));
}

function drawRecipe(recipes: readonly Recipe[], random: Random): Recipe {
  let rest = random.next() * recipes.reduce((sum, { weight }) => sum + weight, 0);
  return recipes.find(({ weight }) => (rest -= weight) < 0) ?? recipes[0];
}

function wrongValue(recipes: readonly Recipe[], random: Random, value: Value): Value {
  const kind = random.next();
  if (kind < 0.15) return valueOfAnother(recipes, random);
  const isPlain = typeof value === "object" && value !== null && !(value instanceof Code);
  if (kind < 0.3 && isPlain) return Array.isArray(value) ? wrongList(value, random) : wrongOptions(value, random);
  return random.pick(nonsense);
}

/** What is right elsewhere. */
function valueOfAnother(recipes: readonly Recipe[], random: Random): Value {
  const others: readonly Recipe[] = recipes.filter(({ args }) => args.length > 0);
  const { args } = random.pick(others);
  const place: Place = random.pick(placesOf(args));
  return valueAt(args, place);
}

function wrongList(list: readonly Value[], random: Random): Value {
  if (random.next() < 0.3) return list.slice(1);
  return [...list, random.next() < 0.5 ? list[0] : random.pick(nonsense)];
}

function wrongOptions(options: object, random: Random): Value {
  const entries = Object.entries(options) as [string, Value][];
  if (entries.length === 0) return { seeed: 1 };
  const [name, value] = random.pick(entries);
  const others = entries.filter(([other]) => other !== name);
  const way = random.below(4);
  if (way === 0) return Object.fromEntries(others);
  if (way === 1) return Object.fromEntries([...entries, [`${name}${name.at(-1)}`, value]]);
  if (way === 2) return Object.fromEntries([...others, [name.slice(1) || "x", value]]);
  const rest = others.map(([other, part]) => `${other}: ${render(part)}, `).join("");
  return code(`{ ${rest}get ${name}() { throw new Error("${CALLERS_ERROR}"); } }`);
}
