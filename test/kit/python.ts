import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A Python that has the packages may stand behind another one. */
const PYTHONS = ["python3", "/usr/bin/python3"];
/** How programs of test/reference end where a package is not there. */
const ABSENT = 3;

/** What a program of test/reference answers to an input, both as JSON; undefined where no Python has its packages. */
export function runPython(name: string, input: unknown): unknown {
  const program = fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
  for (const python of PYTHONS) {
    const { error, status, stdout, stderr } = spawnSync(python, [program], {
      input: JSON.stringify(input),
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    });
    if (error || status === ABSENT) continue;
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as unknown;
  }
  return undefined;
}
