/** Characters that stand for a class in a generator's pattern, by how regular expressions write the class. */
const CLASSES: Readonly<Record<string, string>> = {
  "\\d": "9",
  "[0-9]": "9",
  "[A-Z]": "A",
  "[a-z]": "a",
  "[0-9a-f]": "x",
  "[a-f0-9]": "x",
  "[0-9A-F]": "X",
  "[A-F0-9]": "X",
};

const MOST_SIGNS = 64;

/** A regular expression as a generator's pattern; undefined where it is more than signs, classes and counts. */
export function patternOfRegex(regex: string): string | undefined {
  const part = /(\\d|\[[^\]]+\]|\\[^A-Za-z0-9]|[^\\[\](){}*+?.|^$])(?:\{(\d+)\})?/gy;
  const body = regex.replace(/^\^/, "").replace(/\$$/, "");
  let pattern = "";
  let [end, signs] = [0, 0];
  for (const [all, sign, count = "1"] of body.matchAll(part)) {
    const isClass = sign === "\\d" || sign.startsWith("[");
    const plain = sign.length > 1 ? sign.slice(1) : sign;
    const place = isClass ? CLASSES[sign] : literal(plain);
    signs += Number(count);
    if (place === undefined || signs > MOST_SIGNS) return undefined;
    pattern += place.repeat(Number(count));
    end += all.length;
  }
  return end === body.length && end > 0 ? pattern : undefined;
}

/** A generator's pattern as a regular expression. */
export function regexOfPattern(pattern: string): string {
  const parts = [...pattern.matchAll(/\\.|[^\\]/gsu)].map(
    ([sign]) => REGEXES[sign] ?? escaped(sign.replace(/^\\/, "")),
  );
  let regex = "";
  for (let k = 0; k < parts.length;) {
    let count = 1;
    while (parts[k + count] === parts[k]) count++;
    regex += count > 1 ? `${parts[k]}{${count}}` : parts[k];
    k += count;
  }
  return regex;
}

const REGEXES: Readonly<Record<string, string>> = { "9": "\\d", A: "[A-Z]", a: "[a-z]", x: "[0-9a-f]", X: "[0-9A-F]" };

function literal(sign: string): string {
  return Object.hasOwn(REGEXES, sign) || sign === "\\" ? `\\${sign}` : sign;
}

function escaped(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
}
