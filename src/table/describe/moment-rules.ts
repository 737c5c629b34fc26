import type { Field } from "../schema/table-schema.ts";
import { byField, decided, valuesOf, withGaps, type Column, type Decision, type Rule } from "./decision.ts";
import type { MomentFormat } from "./moment-formats.ts";
import { listed } from "./words.ts";

/** Share of eight digits that must be days of the calendar. */
const DAYS_SHARE = 0.99;

/** Dates and times: a format that fits every cell, or days in eight digits. */
export const momentRule: Rule = (column) => {
  const { evidence } = column;
  const { kinds, present, name, moments } = evidence;
  if (kinds.moment > 0 && kinds.moment === present) {
    const type = evidence.midnights ? "date" : "datetime";
    return decided({ name, type, langevin: { role: "number", reason: "moments" } });
  }
  if (kinds.word + kinds.figure === 0 || kinds.number + kinds.bigint + kinds.boolean + kinds.moment > 0)
    return undefined;
  if (moments.shareOfDays >= DAYS_SHARE && kinds.word === 0) return daysInDigits(column);
  const formats = moments.formats();
  const others = valuesOf(evidence).filter(([key, { kind }]) => kind === "word" && !/\d/.test(String(key)));
  if (formats.length === 0 || others.length > 0) return undefined;
  return decideFormat(column, formats);
};

function daysInDigits(column: Column): Decision {
  const { name, moments } = column.evidence;
  const wrong = [...moments.noDays];
  const field: Field = {
    name,
    type: "date",
    format: "%Y%m%d",
    langevin: { role: "number", reason: "eight digits that are days" },
  };
  const decision = decided(withGaps(column, field, wrong));
  decision.guesses.push({
    column: name,
    what: `days as %Y%m%d${wrong.length === 0 ? "" : `; ${listed(wrong)} taken for missing, as no day`}`,
    why: "at least 99 % of the numbers are days of the calendar",
    how: byField(name, 'type "integer"'),
  });
  return decision;
}

function decideFormat(column: Column, formats: readonly MomentFormat[]): Decision {
  const { evidence, dateOrder } = column;
  const { name, moments } = evidence;
  const orders = new Set(formats.map(({ order }) => order).filter((order) => order !== undefined));
  const wanted = orders.size > 1 ? (dateOrder ?? "day") : undefined;
  const { type, format } = formats.find(({ order }) => wanted === undefined || order === wanted) ?? formats[0];
  const zones = moments.zonesByRows();
  const decimals = moments.secondDecimals;
  const field: Field = {
    name,
    type,
    format: moments.written(format),
    langevin: {
      role: "number",
      reason: `${type}s as ${moments.written(format)}`,
      ...(zones.length > 0 && { zone: zones[0] }),
      ...(decimals !== undefined && { decimals }),
    },
  };
  const decision = decided(withGaps(column, field));
  if (orders.size > 1)
    decision.guesses.push({
      column: name,
      what: `the ${wanted} comes first in its dates`,
      why: dateOrder === undefined ? "every cell may be read either way" : "as it was said",
      how: "dateOrder (--date-order)",
    });
  if (zones.length > 1)
    decision.warnings.push(
      `column ${JSON.stringify(name)}: times in ${listed(zones)}; all are carried over to ${zones[0]}`,
    );
  return decision;
}
