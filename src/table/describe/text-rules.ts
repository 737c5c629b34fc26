import type { Field } from "../schema/table-schema.ts";
import { findGenerator } from "../fields/identifiers.ts";
import { byField, decided, valuesOf, withGaps, type Column, type Decision, type Rule } from "./decision.ts";
import { counted, formatCount } from "../../support/show.ts";

/** Pairs of words for true and false. */
const TRUTH = [
  ["true", "false"], ["yes", "no"], ["y", "n"], ["t", "f"], ["on", "off"], ["ja", "nein"], ["oui", "non"], ["si", "no"], ["sí", "no"], ["是", "否"],
] as const; // prettier-ignore

/** Different texts up to which all are levels, as long as they are not all different. */
const LEVELS = 50;
/** The same where they are few beside the rows: codes rather than names. */
const CODES = { most: 100, share: 0.3 };
/** Share of different texts from which a column is text, where they are more than a few. */
const TEXT_SHARE = 0.5;
const FEW = 20;
/** Rows from which texts that are all different are names or free texts. */
const ROWS_OF_NAMES = 6;
/** Rows of a level at least, where there are many. */
const ROWS_PER_LEVEL = 5;
const MOST_LEVELS = 1000;

/** Nothing in any row. */
export const emptyRule: Rule = (column) => {
  if (column.evidence.present > 0) return undefined;
  const field: Field = {
    name: column.evidence.name,
    type: "string",
    langevin: { role: "empty", reason: "no cell has a value" },
  };
  return decided(withGaps(column, field));
};

/** Truth values, typed or in the table's spelling. */
export const booleanRule: Rule = (column) => {
  const { evidence } = column;
  const { name, kinds, present } = evidence;
  const langevin = { role: "category", reason: "truth values" } as const;
  if (kinds.boolean > 0 && kinds.boolean === present) return decided({ name, type: "boolean", langevin });
  if (kinds.boolean > 0) return undefined;
  const texts = valuesOf(evidence).map(([key]) => key);
  if (texts.length !== 2 || !texts.every((text) => typeof text === "string")) return undefined;
  for (const [yes, no] of TRUTH) {
    const spelled = (word: string) => texts.find((text) => text.toLowerCase() === word);
    const [trueText, falseText] = [spelled(yes), spelled(no)];
    if (trueText !== undefined && falseText !== undefined)
      return decided(
        withGaps(column, { name, type: "boolean", trueValues: [trueText], falseValues: [falseText], langevin }),
      );
  }
  return undefined;
};

/** Levels, names of rows, or texts. */
export const textRule: Rule = (column) => {
  const { evidence } = column;
  const { name, distinct, present } = evidence;
  const values = valuesOf(evidence);
  const isUnique = distinct.size >= present * 0.999 && present >= ROWS_OF_NAMES;
  const field: Field = { name, type: "string" };
  const why =
    evidence.leadingZeros !== undefined
      ? `, as ${JSON.stringify(evidence.leadingZeros)} would lose its zeros as a number`
      : evidence.tooLong !== undefined
        ? `, as ${evidence.tooLong} has more digits than a number holds`
        : "";
  if (isUnique) return nameOrText(column, field, why);
  const isFew = distinct.size <= FEW || distinct.size <= TEXT_SHARE * present;
  const keepsAll =
    (distinct.size <= LEVELS && isFew) || (distinct.size <= CODES.most && distinct.size <= CODES.share * present);
  if (keepsAll || (distinct.isExact && distinct.size <= TEXT_SHARE * present)) {
    const kept = values.filter(([, { count }]) => keepsAll || count >= ROWS_PER_LEVEL);
    if (kept.length === values.length && kept.length <= MOST_LEVELS)
      return decided(
        levels(
          column,
          field,
          kept.map(([key]) => String(key)),
          `${kept.length} different ${kept.length === 1 ? "text" : "texts"}${why}`,
        ),
      );
    return manyLevels(column, field, kept);
  }
  const kept = values.filter(([, { count }]) => count >= ROWS_PER_LEVEL);
  return kept.length >= 2
    ? manyLevels(column, field, kept)
    : asText(column, field, `${formatCount(distinct.size)} different texts${why}`);
};

function levels(column: Column, field: Field, texts: string[], reason: string): Field {
  const categories = texts.sort((a, b) => (a < b ? -1 : 1));
  return withGaps(column, { ...field, categories, langevin: { role: "category", reason } });
}

/** The frequent levels, and one for all others, whose texts are not kept. */
function manyLevels(column: Column, field: Field, kept: ReturnType<typeof valuesOf>): Decision {
  const { name, distinct } = column.evidence;
  const most = kept.sort((a, b) => b[1].count - a[1].count).slice(0, MOST_LEVELS);
  const texts = most.map(([key]) => String(key));
  let other = "other";
  while (texts.includes(other)) other = `${other}_`;
  const decision = decided(
    levels(column, field, texts, `${formatCount(distinct.size)} different texts, ${texts.length} of them frequent`),
  );
  decision.field.langevin = { ...decision.field.langevin!, other };
  decision.guesses.push({
    column: name,
    what: `${formatCount(distinct.size - texts.length)} rare texts become ${JSON.stringify(other)}`,
    why: `each stands in fewer than ${ROWS_PER_LEVEL} rows`,
    how: byField(name, "categories"),
  });
  return decision;
}

function nameOrText(column: Column, field: Field, why: string): Decision {
  const { evidence } = column;
  const texts = valuesOf(evidence).map(([key]) => String(key));
  if (!haveOneForm(texts)) return asText(column, field, `all texts are different${why}`);
  return decided(
    withGaps(column, {
      ...field,
      constraints: { unique: true },
      langevin: {
        role: "identifier",
        reason: `all different and of one form${why}`,
        generator: findGenerator(texts),
      },
    }),
  );
}

function asText(column: Column, field: Field, reason: string): Decision {
  const { name, present } = column.evidence;
  const decision = decided(withGaps(column, { ...field, langevin: { role: "text", reason } }));
  decision.warnings.push(
    `column ${JSON.stringify(name)}: ${reason} in ${counted(present, "row")}: free text is not learned, its cells stay empty (--allow-real-text draws them from the table's)`,
  );
  return decision;
}

/** Whether texts are numbers behind a common one, or agree, place by place, in being a digit, a letter of one case or the same sign. */
function haveOneForm(texts: readonly string[]): boolean {
  const [first] = texts;
  const prefix = /^\D{0,16}(?=\d+$)/.exec(first)?.[0];
  if (prefix !== undefined && texts.every((text) => text.startsWith(prefix) && /^\d+$/.test(text.slice(prefix.length))))
    return true;
  if (first.length > 64 || texts.some((text) => text.length !== first.length)) return false;
  const isHex = texts.every((text) => /^[0-9a-f]+(?:-[0-9a-f]+)*$/.test(text));
  const kinds = isHex && texts.some((text) => /[a-f]/.test(text)) ? [/[0-9a-f]/] : [/\d/, /[A-Z]/, /[a-z]/];
  for (let at = 0; at < first.length; at++) {
    const signs = [...new Set(texts.map((text) => text[at]))];
    if (signs.length > 1 && !kinds.some((kind) => signs.every((sign) => kind.test(sign)))) return false;
  }
  return true;
}
