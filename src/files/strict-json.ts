import { quote } from "../support/show.ts";

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Far more than any file of ours has, and few enough to be read at once. */
const MOST_KEYS = 20_000;
const MOST_LEVELS = 16;

const scalarPattern = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;

const isDigit = (char: string) => char >= "0" && char <= "9";

/**
 * Reads the JSON of RFC 8259 that the caller asks for, piece by piece: objects, arrays, strings, and integers from 0 to
 * 2⁵³ − 1, whose depth and memory are those of the caller's schema; or any value, up to 16 levels deep.
 *
 * Stricter than JSON.parse: the same key twice in an object (after unescaping), more than 20,000 keys in one, half of a
 * surrogate pair and numbers beyond f64 are refused.
 *
 * `fail(expected, got)` makes the error to throw.
 */
export class JsonReader {
  private position = 0;
  private readonly text: string;
  private readonly fail: (expected: string, got: string) => Error;

  constructor(text: string, fail: (expected: string, got: string) => Error) {
    this.text = text;
    this.fail = fail;
  }

  /** Calls `member(key)` after each key; it must read that key's value. */
  object(member: (key: string) => void): void {
    const keys = new Set<string>();
    this.list("{", "}", () => {
      const start = this.position;
      const key = this.string();
      if (keys.has(key)) throw this.fail("each key once in an object", `${quote(key)} again${this.at(start)}`);
      if (keys.size === MOST_KEYS) throw this.fail(`at most ${MOST_KEYS} keys in an object`, "more");
      keys.add(key);
      this.punctuation(":");
      member(key);
    });
  }

  /** Calls `item()` for each element; it must read that element. */
  array(item: () => void): void {
    this.list("[", "]", item);
  }

  string(): string {
    this.skipWhitespace();
    if (this.text[this.position] !== '"') throw this.unexpected("a string");
    const start = this.position++;
    let value = "";
    let run = this.position;
    for (; ; this.position++) {
      const char = this.text[this.position];
      if (char === undefined) throw this.fail("a closing quote", `the end of the text, string opened${this.at(start)}`);
      if (char < " ") throw this.unexpected("control characters in strings escaped");
      if (char !== '"' && char !== "\\") continue;
      value += this.text.slice(run, this.position);
      if (char === '"') break;
      value += this.escape();
      run = this.position + 1;
    }
    this.position++;
    if (/\p{Surrogate}/u.test(value))
      throw this.fail("surrogates in pairs", `one alone in the string${this.at(start)}`);
    return value;
  }

  /** Any value, as JSON.parse gives it. */
  value(levels = MOST_LEVELS): unknown {
    this.skipWhitespace();
    const char = this.text.charAt(this.position);
    if (char === '"') return this.string();
    if (char !== "{" && char !== "[") return this.scalar();
    if (levels === 0) throw this.fail(`at most ${MOST_LEVELS} levels of arrays and objects`, "more");
    if (char === "[") {
      const list: unknown[] = [];
      this.array(() => list.push(this.value(levels - 1)));
      return list;
    }
    const entries: [string, unknown][] = [];
    this.object((key) => entries.push([key, this.value(levels - 1)]));
    return Object.fromEntries(entries); // where "__proto__" is a key like others
  }

  private scalar(): unknown {
    scalarPattern.lastIndex = this.position;
    const [text] = scalarPattern.exec(this.text) ?? [];
    if (text === undefined) throw this.unexpected("a value");
    const value: unknown = JSON.parse(text);
    if (value === Infinity || value === -Infinity)
      throw this.fail("a finite number", quote(text) + this.at(this.position));
    this.position += text.length;
    return value;
  }

  /** An integer from 0 to 2⁵³ − 1, in digits only. */
  integer(): number {
    this.skipWhitespace();
    const start = this.position;
    while (isDigit(this.text.charAt(this.position))) this.position++;
    const digits = this.text.slice(start, this.position);
    const value = Number(digits);
    const isNumber = digits.length > 0 && (digits === "0" || digits[0] !== "0") && Number.isSafeInteger(value);
    if (isNumber && !/[-+.eE]/.test(this.text.charAt(this.position))) return value;
    this.position = start;
    throw this.fail("an integer from 0 to 2^53 - 1 written in digits", this.token() + this.at(start));
  }

  /** Nothing but spaces may follow. */
  end(): void {
    while (this.text[this.position] === " ") this.position++;
    if (this.position < this.text.length) throw this.unexpected("nothing but spaces after the last brace");
  }

  private list(open: string, close: string, element: () => void): void {
    this.punctuation(open);
    this.skipWhitespace();
    if (this.text[this.position] === close) {
      this.position++;
      return;
    }
    for (;;) {
      element();
      this.skipWhitespace();
      const char = this.text[this.position];
      if (char !== "," && char !== close) throw this.unexpected(`"," or "${close}"`);
      this.position++;
      if (char === close) return;
    }
  }

  /** The character an escape stands for; leaves the position on the escape's last character. */
  private escape(): string {
    const start = this.position++;
    const char = this.text.charAt(this.position);
    const plain = escapes.get(char);
    if (plain !== undefined) return plain;
    const hex = this.text.slice(this.position + 1, this.position + 5);
    if (char !== "u" || !/^[0-9a-fA-F]{4}$/.test(hex))
      throw this.fail("a JSON escape", quote(this.text.slice(start, start + 6)) + this.at(start));
    this.position += 4;
    return String.fromCharCode(parseInt(hex, 16));
  }

  private punctuation(char: string): void {
    this.skipWhitespace();
    if (this.text[this.position] !== char) throw this.unexpected(`"${char}"`);
    this.position++;
  }

  private skipWhitespace(): void {
    while (" \t\n\r".includes(this.text[this.position] ?? "end")) this.position++;
  }

  private unexpected(expected: string): Error {
    return this.fail(expected, this.token() + this.at(this.position));
  }

  /** What stands at the position, for a message. */
  private token(): string {
    const rest = this.text.slice(this.position, this.position + 24);
    if (rest === "") return "the end of the text";
    return quote(/^[\w+.-]+/.exec(rest)?.[0] ?? rest[0]);
  }

  private at(position: number): string {
    return ` at character ${position}`;
  }
}
