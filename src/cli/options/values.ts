import { InvalidArgumentError } from "commander";

// Values of options, from the command line's text: each throws what commander says with the option's name.

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** A number of rows, which may be written as 1e9. */
export function rowCount(text: string): number {
  const value = /^\d+(\.\d+)?(e\+?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!(Number.isSafeInteger(value) && value >= 1))
    throw new InvalidArgumentError("It takes a number of rows, such as 1000000 or 1e6.");
  return value;
}

/** A number from `min` to `max`. */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`It takes a number from ${min} to ${max}.`);
    return value;
  };
}

/** An option that may be given several times, its values in a list. */
export function listed(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** One character, or the name of one that shells and eyes lose: "tab", "space", "\\t". */
export function character(text: string): string {
  const named: Record<string, string> = { tab: "\t", "\\t": "\t", space: " ", none: "" };
  const value = named[text] ?? text;
  if (value.length > 1) throw new InvalidArgumentError('It takes one character, or "tab", "space" or "none".');
  return value;
}

/** What stands between thousands: a sign, or its name; "" for none. */
export function thousands(text: string): "." | "," | " " | "'" | "" {
  const named: Record<string, "." | "," | " " | "'" | ""> = {
    ...{ ".": ".", ",": ",", "'": "'", "’": "'", " ": " " },
    ...{ point: ".", comma: ",", apostrophe: "'", space: " ", none: "" },
  };
  if (Object.hasOwn(named, text)) return named[text];
  throw new InvalidArgumentError('It takes ".", ",", "\'", "space" or "none".');
}
