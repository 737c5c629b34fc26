import { expect, test } from "vitest";
import { placeholder, script } from "../../../apps/site/relocate.ts";

/** What an expression gives in a page of the site in /some/folder/, after its script was changed. */
const evaluate = (expression: string): unknown =>
  new Function("window", `return ${script(`(${expression})`).replace(/;$/, "")}`)({ __base: "/some/folder/" });

test.each([
  [`"${placeholder}a.js"`, "/some/folder/a.js"],
  [`'${placeholder}a.js'`, "/some/folder/a.js"],
  [`\`${placeholder}a.js\``, "/some/folder/a.js"],
  [`\`${placeholder}\${1 + 1}/${placeholder}\``, "/some/folder/2//some/folder/"],
  [`\`x\${"${placeholder}b"}y\``, "x/some/folder/by"],
  [`JSON.parse("{\\"得分\\":\\"${placeholder}\\"}")["得分"]`, "/some/folder/"],
  [`"${placeholder}".length`, "/some/folder/".length],
  [`{ "x": "${placeholder}" }.x`, "/some/folder/"],
  [`/a/.test("a") ? "${placeholder}" : 1`, "/some/folder/"],
])("%s is %s", (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test("a script without addresses stays as it is", () => {
  const text = 'const a = "/base/" ;';
  expect(script(text)).toBe(text);
});

test("an address where no expression can stand is refused", () => {
  expect(() => script(`import "${placeholder}a.js"`)).toThrow("stands where no expression can");
  expect(() => script(`export * from "${placeholder}a.js"`)).toThrow("stands where no expression can");
  expect(() => script(`x = { "${placeholder}": 1 }`)).toThrow("stands where no expression can");
});
