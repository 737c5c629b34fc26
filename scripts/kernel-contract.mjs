// What kernels and host agree on → assembly/generated/ (for the compiler of the kernels) and src/engine/generated/ (for the
// host): from assembly/contract.mjs, the files of assembly/activations and assembly/parameterizations, the purposes in
// src/numerics/random.ts, and the signatures of what assembly/index.ts exports.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { constants, enums, rowScalars, structs } from "../assembly/contract.mjs";

const assembly = new URL("../assembly/", import.meta.url);
const NOTE = "// Made by scripts/build-kernels.mjs; not to be edited.\n";
const INLINE = "// @ts-ignore: decorator\n@inline\n";

const parse = (url) => ts.createSourceFile(url.pathname, readFileSync(url, "utf8"), ts.ScriptTarget.Latest, true);

/** Names and first comment lines of a folder's files, one thing a file. */
function listed(folder) {
  const names = readdirSync(new URL(`${folder}/`, assembly))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
  return names.map((name) => {
    const [first] = readFileSync(new URL(`${folder}/${name}.ts`, assembly), "utf8").split("\n");
    if (!/^[a-z]\w*$/.test(name) || !first.startsWith("// "))
      throw new Error(`assembly/${folder}/${name}.ts: expected a name of letters and a first line of comment`);
    return { name, about: first.slice(3) };
  });
}

/** purpose → number, as src/numerics/random.ts has them. */
function purposes() {
  const found = [];
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === "purposes")
      for (const { name, initializer } of node.initializer.expression.properties)
        found.push([name.getText(), Number(initializer.getText())]);
    ts.forEachChild(node, visit);
  };
  visit(parse(new URL("../src/numerics/random.ts", import.meta.url)));
  if (found.length === 0) throw new Error("src/numerics/random.ts: expected the object purposes");
  return found;
}

// For the kernels

const capitalized = (name) => name[0].toUpperCase() + name.slice(1);
const enumText = (name, words) => `export const enum ${name} {\n${words.map((word) => `  ${word},\n`).join("")}}\n`;

function accessors(struct, { about, words }) {
  const all = Object.entries(words).map(([name, [type, meaning]], index) => {
    const at = index === 0 ? struct : `${struct}, ${4 * index}`;
    const value = type === "bool" ? `load<i32>(${at}) != 0` : `load<${type}>(${at})`;
    return `/** ${meaning} */\n${INLINE}export function ${name}(${struct}: usize): ${type} { return ${value}; }\n`;
  });
  const bytes = `export const ${struct.toUpperCase()}_BYTES: usize = ${4 * all.length};\n`;
  return `${NOTE}// ${about}\n\n${all.join("")}${bytes}`;
}

function activationsText(activations) {
  const imports = activations.map(({ name }) => `import { ${name} } from "../activations/${name}";\n`);
  const cases = activations.map(({ name }, k) => `  if (kind == ${k}) return ${name}(y, derivative, bytes);\n`);
  return `${NOTE}${imports.join("")}
${enumText(
  "Activation",
  activations.map(({ name }) => name),
)}
/**
 * y ← act(y), and where \`derivative\` is not 0, derivative ← act′ of the old y.
 *
 * @param kind   place in the list of activations
 * @param bytes  multiple of 32
 */
export function activate(kind: i32, y: usize, derivative: usize, bytes: usize): void {
${cases.join("")}}
`;
}

function parameterizationsText(parameterizations) {
  const imports = parameterizations.map(
    ({ name }) => `import * as ${capitalized(name)} from "../parameterizations/${name}";\n`,
  );
  const choice = (factor) =>
    parameterizations
      .map(({ name }, k) => {
        const call = `return ${capitalized(name)}.${factor}(sigma, variance, cIn);\n`;
        return k + 1 < parameterizations.length ? `  if (kind == ${k}) ${call}` : `  ${call}`;
      })
      .join("");
  const factorText = (factor) => `
/** @param kind  place in the list of parameterizations */
${INLINE}export function ${factor}(kind: i32, sigma: v128, variance: v128, cIn: v128): v128 {
${choice(factor)}}
`;
  return `${NOTE}// ẑ = cNoisy·x̃ + cOut·F: the factors at σ, with variance = σ² + 1 and cIn = 1/√variance.\n\n${imports.join("")}${factorText("cNoisy")}${factorText("cOut")}`;
}

function constantsText() {
  const sizes = Object.entries(constants).map(
    ([name, [type, value, about]]) => `/** ${about} */\nexport const ${name}: ${type} = ${value};\n`,
  );
  const lists = Object.entries(enums).map(([name, { words }]) => enumText(name, Object.keys(words)));
  const streams = enumText(
    "Purpose",
    purposes().map(([name, number]) => `${name} = ${number}`),
  );
  return `${NOTE}\n${[...sizes, ...lists, streams].join("\n")}`;
}

function rowScalarsText() {
  const { TILE_ROWS } = constants;
  const offsets = Object.entries(rowScalars).map(
    ([name, about], k) => `/** ${about} */\nexport const ${name}: usize = ${4 * TILE_ROWS[1] * k};\n`,
  );
  return `${NOTE}// Offsets of per-row scalars.\n\n${offsets.join("")}`;
}

// For the host

/** Name, parameters and result of every function that a file of assembly/ exports by name. */
function signatures(index) {
  return parse(new URL(index, assembly)).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) return [];
    const file = `${statement.moduleSpecifier.text}.ts`;
    const source = parse(new URL(file, new URL(index, assembly)));
    return statement.exportClause.elements.map(({ name: { text: name } }) => {
      const found = source.statements.find((node) => ts.isFunctionDeclaration(node) && node.name.text === name);
      if (!found) throw new Error(`assembly/${file}: expected a function ${name}, which ${index} exports`);
      const parameters = found.parameters.map((node) => ({ name: node.name.getText(), type: node.type.getText() }));
      return { name, file, parameters, result: found.type.getText() };
    });
  });
}

const hostType = (type) => (type === "void" ? "void" : type === "usize" ? "Pointer" : "number");

function methodText({ name, file, parameters, result }) {
  const list = parameters.map(({ name, type }) => `${name}: ${hostType(type)}`).join(", ");
  return `  /** assembly/${file.replace("./", "")} */\n  ${name}(${list}): ${hostType(result)};\n`;
}

const partsText = () => `${NOTE}import type { Int16Kernel, Kernels, Pointer } from "./kernels.ts";

/** What build/kernel-parts.wasm exports: the kernels, and those of their parts that tests and benchmarks call. */
export interface KernelParts extends Kernels {
${signatures("parts.ts").map(methodText).join("")}}

/** What build/kernel-parts-int16.wasm exports. */
export interface Int16Parts extends Pick<Kernels, Int16Kernel> {
${signatures("int16/parts.ts").map(methodText).join("")}}
`;

function kernelsText() {
  const all = signatures("index.ts");
  const kernels = all.map(({ name, parameters }) => {
    const names = parameters.map(({ name }) => `"${name}"`).join(" | ");
    const order = parameters.map(({ name }) => `a.${name}`).join(", ");
    return `export const ${name}: Kernel<"${name}", ${names}> = { name: "${name}", inOrder: (a) => [${order}] };\n`;
  });
  return `${NOTE}/** Byte offset into the engine's memory, or a number of bytes. */
export type Pointer = number;

/** What both modules export; the kernels' own files say what each argument means. */
export interface Kernels {
${all.map(methodText).join("")}}

/** What the module of 16-bit integers exports, under the same names. */
export type Int16Kernel = ${signatures("int16/index.ts")
    .map(({ name }) => `"${name}"`)
    .join(" | ")};

/** A kernel's name, and its arguments by name → in its own order: written out, as it is on the way of every call. */
export interface Kernel<Name extends keyof Kernels, Argument extends string> {
  readonly name: Name;
  readonly inOrder: <T>(a: Readonly<Record<Argument, T>>) => T[];
}

${kernels.join("")}`;
}

const wordsText = (name, words) =>
  `export const ${name}Words = [${Object.keys(words)
    .map((word) => `"${word}"`)
    .join(", ")}] as const;\n`;

/** A list of words and their union, with a line for each. */
function listText(type, about, words) {
  const lines = words.map(({ name, about }) => ` * - \`"${name}"\`: ${about}\n`).join("");
  const list = `${type[0].toLowerCase()}${type.slice(1)}s`;
  return `export const ${list} = [${words.map(({ name }) => `"${name}"`).join(", ")}] as const;

/**
 * ${about}
 *
${lines} */
export type ${type} = (typeof ${list})[number];
`;
}

function hostText({ activations, parameterizations }) {
  const sizes = Object.entries(constants).map(
    ([name, [, value, about]]) => `/** ${about} */\nexport const ${name} = ${value};\n`,
  );
  const layouts = Object.entries(structs).map(
    ([name, { about, words }]) => `/** ${about} Words in their order. */\n${wordsText(name, words)}`,
  );
  const lists = Object.entries(enums).map(([name, { about, words }]) =>
    listText(
      name,
      about,
      Object.entries(words).map(([name, about]) => ({ name, about })),
    ),
  );
  return [
    NOTE,
    ...sizes,
    `/** Arrays of TILE_ROWS f32 in a thread's scratch. */\nexport const ROW_SCALARS = ${Object.keys(rowScalars).length};\n`,
    ...layouts,
    listText("Activation", "What a hidden layer makes of its sum a.", activations),
    listText("Parameterization", "What a network's output F stands for: ẑ = cNoisy·x̃ + cOut·F.", parameterizations),
    ...lists,
  ].join("\n");
}

/** Writes all of it, which the compiler of the kernels needs first, and returns the names of the kernels, and of those in 16-bit integers. */
export function writeContract() {
  const lists = { activations: listed("activations"), parameterizations: listed("parameterizations") };
  const forKernels = {
    ...Object.fromEntries(Object.entries(structs).map(([name, struct]) => [name, accessors(name, struct)])),
    activations: activationsText(lists.activations),
    parameterizations: parameterizationsText(lists.parameterizations),
    constants: constantsText(),
    "row-scalars": rowScalarsText(),
  };
  const folder = new URL("generated/", assembly);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(forKernels)) writeFileSync(new URL(`${name}.ts`, folder), text);
  const host = new URL("../src/engine/generated/", import.meta.url);
  mkdirSync(host, { recursive: true });
  writeFileSync(new URL("kernels.ts", host), kernelsText());
  writeFileSync(new URL("kernel-parts.ts", host), partsText());
  writeFileSync(new URL("contract.ts", host), hostText(lists));
  return ["index.ts", "int16/index.ts"].map((index) => signatures(index).map(({ name }) => name));
}
