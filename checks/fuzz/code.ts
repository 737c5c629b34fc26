// Arguments as the source text of a program, so that what was called is what is printed.

/** Source text of an expression. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const code = (text: string): Code => new Code(text);

/** An argument: plain data, with expressions where data cannot say it. */
export type Value =
  undefined | null | boolean | number | string | Code | readonly Value[] | { readonly [name: string]: Value };

/** Where a value is among arguments: the argument's number, then names and indices. */
export type Place = readonly (string | number)[];

export function render(value: Value): string {
  if (value instanceof Code) return value.text;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(render).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${/^[a-z]\w*$/i.test(name) ? name : JSON.stringify(name)}: ${render(part)}`)
      .join(", ")} }`;
  return value === undefined ? "undefined" : JSON.stringify(value);
}

/** Every place among the arguments. */
export function placesOf(value: Value, at: Place = []): Place[] {
  const own = at.length > 0 ? [at] : [];
  if (typeof value !== "object" || value === null || value instanceof Code) return own;
  const parts = Array.isArray(value) ? value.map((part, i) => [i, part] as const) : Object.entries(value);
  return [...own, ...parts.flatMap(([name, part]) => placesOf(part as Value, [...at, name]))];
}

export function valueAt(value: Value, place: Place): Value {
  return place.reduce<Value>((whole, name) => (whole as Record<string | number, Value>)[name], value);
}

/** The same with another value at a place. */
export function replaceAt(value: Value, [name, ...rest]: Place, by: Value): Value {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((part: Value, i) => (i === name ? replaceAt(part, rest, by) : part));
  const whole = value as Record<string, Value>;
  return { ...whole, [name]: replaceAt(whole[name], rest, by) };
}
