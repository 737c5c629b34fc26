import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Kind } from "./sets.ts";

interface Named {
  name: string;
  kind: Kind;
}

/** Paths are those of CSV files. */
export type Job =
  | {
      kind: "c2st";
      real: string;
      synthetic: string;
      columns: Named[];
      /** "lr-minimum" is logistic regression where its loss is least, "lr" where scikit-learn's default solver stops. */
      models: ("xgb" | "lr" | "lr-minimum")[];
      seed: number;
      /** 0, 1 or 2 for each real row, then for each synthetic one; dealt by the seed otherwise. */
      folds?: number[];
    }
  | {
      kind: "use";
      train: string;
      test: string;
      /** Real rows that say when to stop boosting, as TabDDPM's protocol has it; `grid` is not looked at then. */
      validation?: string;
      columns: Named[];
      target: string;
      task: "class" | "regression";
      seed: number;
      /** Whether the booster's settings are chosen among 36, as published tables do. */
      grid: boolean;
      /** Whether no training rows are held out to choose settings by; not with `grid`. */
      whole?: boolean;
      /** The table in whose standard deviation numbers are learned. */
      unit?: string;
    };

export interface C2st {
  score: number;
  auc: number;
  error: number;
}

/** Figures by name; `absent` says why there are none. */
export type JobResult = Record<string, number | C2st> & { absent?: string };

const SCRIPT = fileURLToPath(new URL("score.py", import.meta.url));

/** Debian's packages are those of its own Python, which another one may hide. */
const PYTHONS = process.env.BENCH_PYTHON ? [process.env.BENCH_PYTHON] : ["python3", "/usr/bin/python3"];

/** What the first Python with the packages says, in the order of the jobs; the reasons where there is none. */
export async function classify(jobs: readonly Job[]): Promise<JobResult[] | { absent: string }> {
  const reasons: string[] = [];
  for (const python of PYTHONS) {
    const answer = await ask(python, jobs);
    if (Array.isArray(answer)) return answer;
    reasons.push(answer.absent);
  }
  return { absent: reasons.join("; ") };
}

async function ask(python: string, jobs: readonly Job[], threads = 1): Promise<JobResult[] | { absent: string }> {
  const env = { ...process.env, OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` };
  const child = spawn(python, [SCRIPT], { stdio: ["pipe", "pipe", "pipe"], env });
  const output = { out: "", err: "" };
  child.stdout.on("data", (data: Buffer) => (output.out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output.err += data.toString()));
  // A Python that is not there closes its input before it is read
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify({ jobs, threads }));
  const ended = await new Promise<{ code: number | null } | Error>((resolve) => {
    child.on("error", resolve);
    child.on("close", (code) => resolve({ code }));
  });
  if (ended instanceof Error) return { absent: `${python}: ${ended.message}` };
  if (ended.code !== 0) throw new Error(`score.py ended with ${ended.code}: ${output.err.slice(-2000)}`);
  return JSON.parse(output.out) as JobResult[] | { absent: string };
}
