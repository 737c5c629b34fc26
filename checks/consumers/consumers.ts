import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { browsers } from "../engines/browsers.ts";
import { run } from "../engines/run.ts";
import { bunFromNpm, currentNode, denoFromNpm, nodeFromNpm } from "../engines/runtimes.ts";
import { isolation, policy, serveFolder } from "../engines/serve.ts";
import { checked, runBin, withServer } from "./commands.ts";
import { CannotRun, type Consumer, type FindRuntime, type ProgramResult, type Ran } from "./consumer.ts";
import { openPage, serveThrough } from "./page.ts";

const onNode: FindRuntime = () => currentNode;
const onNode24: FindRuntime = () => nodeFromNpm(24);

export const consumers: readonly Consumer[] = [
  { name: "Node, import", quick: true, template: "node-import", run: onCommandLine(onNode, "main.mjs") },
  { name: "Node 24, import", template: "node-import", run: onCommandLine(onNode24, "main.mjs") },
  { name: "Node, require", quick: true, ...required(onNode) },
  { name: "Node 24, require", ...required(onNode24) },
  { name: "Deno", template: "node-import", run: onCommandLine(deno, "main.mjs") },
  { name: "Bun", template: "node-import", run: onCommandLine(bunFromNpm, "main.mjs") },
  typescript("5.4.5"),
  { ...typescript("6.0.3"), quick: true },
  typescript("7.0.2"),
  {
    ...{ name: "Vite, dev", template: "page", dependencies: { vite: "8.3.8" } },
    run: (folder) =>
      withServer(folder, "vite", (port) => ["--host", "127.0.0.1", "--port", port], async (origin) => {
        const server = await serveThrough(origin, isolation);
        return [await openPage(server.origin).finally(() => server.close())];
      }), // prettier-ignore
  },
  bundled("Vite, build", { vite: "8.3.8" }, ["vite", "build"], "dist"),
  bundled(
    "webpack",
    { webpack: "5.112.2", "webpack-cli": "7.3.1" },
    ["webpack", "--mode", "production", "--entry", "./main.js", "--output-filename", "../main.js"],
    ".",
  ),
  bundled(
    "Rollup",
    { rollup: "4.68.7", "@rollup/plugin-node-resolve": "16.0.3" },
    ["rollup", "main.js", "--file", "main.js", "--format", "es", "--plugin", "node-resolve"],
    ".",
  ),
  {
    ...bundled(
      "esbuild",
      { esbuild: "0.28.2" },
      ["esbuild", "main.js", "--bundle", "--format=esm", "--outfile=main.js", "--allow-overwrite"],
      ".",
    ),
    quick: true,
  },
  bundled("Parcel", { parcel: "2.16.4" }, ["parcel", "build", "index.html"], "dist"),
  {
    ...{ name: "Next.js", template: "next" },
    dependencies: { next: "16.4.6", react: "19.3.1", "react-dom": "19.3.1" },
    async run(folder) {
      await runBin(folder, "next", "build");
      return withServer(
        folder,
        "next",
        (port) => ["start", "--hostname", "127.0.0.1", "--port", port],
        async (origin) => {
          const answer = await fetch(new URL("server", origin));
          const result = (await answer.json()) as ProgramResult;
          const server = await serveThrough(origin, isolation);
          const client = await openPage(server.origin).finally(() => server.close());
          return [
            { where: "server", result },
            { ...client, where: `client, ${client.where}` },
          ];
        },
      );
    },
  },
  ...browsers.map((kind) => ({ ...bare(`page, ${kind.name}`, isolation, kind), quick: kind.name === "Chromium" })),
  { ...bare("page under Content-Security-Policy", { ...isolation, ...policy }), quick: true },
  bare("page without isolation", {}),
  { ...fromDisk(), quick: true },
  {
    ...{ name: "vitest, jsdom", template: "jsdom", dependencies: { vitest: "4.1.12", jsdom: "27.4.0" } },
    async run(folder) {
      await runBin(folder, "vitest", "run", "--environment", "jsdom");
      const result = JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as ProgramResult & { page: string };
      if (result.page !== "object") throw new Error("expected a document in jsdom");
      return [{ where: "", result }];
    },
  },
];

/** A program of one command. */
function onCommandLine(find: FindRuntime, file: string): Consumer["run"] {
  return async (folder) => {
    const runtime = await Promise.resolve(find()).catch((error: unknown) => {
      throw new CannotRun(String(error));
    });
    const { name, binary, args, env } = runtime;
    const output = checked(name, await run(binary, [...args, file], { timeoutMillis: 60_000, folder, env }));
    return [{ where: name, result: JSON.parse(output.trim().split("\n").at(-1)!) as ProgramResult }];
  };
}

/** Without --no-config, which would also leave package.json unread. */
async function deno(): Promise<Awaited<ReturnType<typeof denoFromNpm>>> {
  return { ...(await denoFromNpm()), args: ["run", "--allow-all"] };
}

function required(find: FindRuntime): Pick<Consumer, "program" | "run"> {
  const form = (source: string): string =>
    source
      .replace(/import (\{.*\}) from "langevin";/, 'const $1 = require("langevin");')
      .replace("export async function", "async function")
      .concat("\nprogram().then((result) => console.log(JSON.stringify(result)));\n");
  return { program: { file: "main.cjs", form }, run: onCommandLine(find, "main.cjs") };
}

/** Declarations checked in both ways a program may resolve them, then run. */
function typescript(version: string): Consumer {
  const form = (source: string): string =>
    source
      .replace('import {', "import { type Engine,")
      .replace("const engine =", "const engine: Engine =")
      .concat("\nconsole.log(JSON.stringify(await program()));\n"); // prettier-ignore
  const common = [
    ...["main.ts", "--strict", "--target", "es2022", "--skipLibCheck", "false", "--verbatimModuleSyntax"],
    ...["--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"],
  ];
  const major = version.split(".").slice(0, 2).join(".");
  return {
    ...{ name: `TypeScript ${major}`, dependencies: { typescript: version } },
    program: { file: "main.ts", form },
    async run(folder) {
      await runBin(folder, "tsc", ...common, "--noEmit", "--module", "esnext", "--moduleResolution", "bundler");
      await runBin(folder, "tsc", ...common, "--module", "nodenext");
      return onCommandLine(onNode, "main.js")(folder);
    },
  };
}

/** A page built by one command into `output`, then opened with threads allowed. */
function bundled(
  name: string,
  dependencies: Record<string, string>,
  [command, ...args]: [string, ...string[]],
  output: string,
): Consumer {
  return {
    ...{ name, template: "page", dependencies },
    async run(folder) {
      await runBin(folder, command, ...args);
      return [await openFolder(join(folder, output), isolation)];
    },
  };
}

/** A page that imports the library's own file, without a bundler. */
function bare(
  name: string,
  headers: Record<string, string>,
  kind = browsers[0] as (typeof browsers)[number],
): Consumer {
  const form = (source: string, folder: string): string => {
    const manifest = readFileSync(join(folder, "node_modules/langevin/package.json"), "utf8");
    const { exports } = JSON.parse(manifest) as { exports: { ".": { default: string } } };
    return source.replace('"langevin"', JSON.stringify(join("/node_modules/langevin", exports["."].default)));
  };
  return {
    ...{ name, template: "page", program: { file: "program.js", form } },
    run: async (folder) => [await openFolder(folder, headers, kind)],
  };
}

/** A page that is opened from disk, with the library in one script. */
function fromDisk(): Consumer {
  const form = (source: string): string =>
    source.replace(/import (\{.*\}) from "langevin";/, "const $1 = langevin;").replace("export async", "async");
  return {
    ...{ name: "<script>, from disk", template: "script", program: { file: "program.js", form } },
    async run(folder) {
      const page = pathToFileURL(join(folder, "index.html")).href;
      const ran: Ran[] = [];
      for (const kind of browsers) ran.push(await openPage(page, kind));
      // With the headers that threads need, which it finds beside itself
      return [...ran, await openFolder(folder, isolation)];
    },
  };
}

async function openFolder(
  folder: string,
  headers: Record<string, string>,
  kind = browsers[0] as (typeof browsers)[number],
): Promise<Ran> {
  const server = await serveFolder(folder, headers);
  return openPage(server.origin, kind).finally(() => server.close());
}
