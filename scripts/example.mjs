// npm run example NAME […]: a program of examples/, with what follows as its arguments.
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../examples/", import.meta.url);
const [name, ...args] = process.argv.slice(2);
const file = new URL(`${name}.ts`, folder);
if (name !== undefined && /^[\w-]+$/.test(name) && existsSync(file)) {
  process.argv = [process.argv[0], fileURLToPath(file), ...args];
  await import(file.href);
} else {
  const names = readdirSync(folder).flatMap((each) => /^(.+)\.ts$/.exec(each)?.[1] ?? []);
  console.error(`npm run example: expected one of ${names.join(", ")}, got ${name ?? "nothing"}`);
  process.exitCode = 1;
}
