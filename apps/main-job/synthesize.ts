import { mkdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { runCommand } from "../../src/cli/run-command.ts";

/**
 * `npm start -- rows.csv`: langevin synthesize, with files in the folder of the main job. What stands behind the table are
 * the command's own options, apart from two that the main job calls otherwise: --samples N (-n N) and --out FOLDER.
 *
 * @returns its exit code
 */
export async function synthesizeTable(table: string, rest: readonly string[]): Promise<number> {
  const options: string[] = [];
  let out = "out";
  const given = rest.flatMap((arg) => (/^--(samples|out)=/.test(arg) ? splitAtSign(arg) : [arg]));
  for (let i = 0; i < given.length; i++)
    if (given[i] === "--out" && given[i + 1] !== undefined) out = given[++i];
    else options.push(given[i] === "--samples" ? "--count" : given[i]);
  const name = table === "-" ? "table" : basename(table, extname(table));
  const isHelp = options.includes("--help") || options.includes("-h");
  if (!isHelp) mkdirSync(out, { recursive: true });
  const ending = extname(table) || ".csv";
  const files = [
    ...["--output", join(out, `${name}-synthetic${ending}`)],
    ...["--model", join(out, `${name}.langevin`), "--force"],
    ...["--report", join(out, `${name}-report.html`)],
  ];
  return runCommand(["synthesize", table, ...files, ...options]);
}

function splitAtSign(arg: string): string[] {
  const sign = arg.indexOf("=");
  return [arg.slice(0, sign), arg.slice(sign + 1)];
}
