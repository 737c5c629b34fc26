// A run of toy work: its folder, its workers' processes, its coordinators, and what has become of it.
import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { submissionOf, type RunOutcome, type RunProgress, type SubmitWorkOptions } from "../../src/bullmq/submit.ts";
import { JOB_NAME, jobIdOf, runTicket } from "../../src/bullmq/job-data.ts";
import { openServer, queueName } from "../../src/bullmq/server.ts";
import { jobOptions } from "../../src/bullmq/settings.ts";
import { putSpec } from "../../src/work/open-work.ts";
import { folderStore } from "../../src/work/stores/folder-store.ts";
import { endProcess, until } from "./servers.ts";
import { BUILD, toyKind, type ToySpec } from "./toy-kind.ts";

/** Settings under which a lost task is back within 3 s. */
export const FAST = { lockSeconds: 1.5, checkSeconds: 0.5 };

/** A worker's process and what it has said. */
export interface ToyWorker {
  readonly child: ChildProcess;
  readonly news: { type: string; at: number; [name: string]: unknown }[];
  count(type: string): number;
}

export interface WorkerSettings {
  fault?: string;
  /** Seconds that a block lasts. */
  block?: number;
  build?: string;
  server?: string;
  roots?: string[];
  lockSeconds?: number;
  checkSeconds?: number;
  graceSeconds?: number;
}

/** What a coordinator came to: an outcome or a refusal. */
export interface Ended {
  outcome?: RunOutcome;
  error?: string;
  progress: RunProgress[];
}

export class ToyRig {
  readonly folder = mkdtempSync(join(tmpdir(), "toy-run-"));
  readonly workers: ToyWorker[] = [];
  private readonly coordinators: ChildProcess[] = [];
  private readonly server: string;

  private constructor(server: string) {
    this.server = server;
  }

  static async create(server: string, toy: Partial<ToySpec> = {}): Promise<ToyRig> {
    const rig = new ToyRig(server);
    await putSpec(folderStore(rig.folder), { kind: "toy", build: BUILD, count: 12, wait: 100, ...toy });
    return rig;
  }

  /** Starts a worker, and waits until it listens. */
  async startWorker({
    fault = "",
    block = 0,
    build = BUILD,
    roots,
    ...given
  }: WorkerSettings = {}): Promise<ToyWorker> {
    const options = { server: this.server, roots: roots ?? [this.folder], ...FAST, ...given, build };
    const env = { ...process.env, TOY_FAULT: fault, TOY_BLOCK: `${block}` };
    const child = spawnProgram("toy-worker.ts", [JSON.stringify(options)], env);
    const worker: ToyWorker = {
      child,
      news: [],
      count: (type) => worker.news.filter((each) => each.type === type).length,
    };
    readLines(child, (line) => worker.news.push({ ...(line as { type: string }), at: performance.now() }));
    this.workers.push(worker);
    await until("a worker is ready", 15_000, () => worker.news.length > 0);
    return worker;
  }

  /** A coordinator in this process, to its end. */
  async submit(
    options: Partial<SubmitWorkOptions> = {},
    onProgress: (progress: RunProgress) => void = () => undefined,
  ): Promise<Ended> {
    const progress: RunProgress[] = [];
    try {
      const run = submissionOf({ kinds: [toyKind], build: BUILD }, this.folder, { server: this.server, ...options });
      for await (const each of run) {
        progress.push(each);
        onProgress(each);
      }
      return { outcome: await run, progress };
    } catch (error) {
      return { error: (error as Error).message, progress };
    }
  }

  /** A coordinator in a process of its own. */
  startCoordinator(): ChildProcess {
    const child = spawnProgram(
      "toy-coordinator.ts",
      [this.folder, JSON.stringify({ server: this.server })],
      process.env,
    );
    this.coordinators.push(child);
    return child;
  }

  /** Puts every task into the queue once more, as a coordinator would that knows nothing. */
  async addAgain(url: string): Promise<void> {
    const work = await toyKind.open(
      JSON.parse(readFileSync(join(this.folder, "_spec.json"), "utf8")),
      folderStore(this.folder),
      {},
    );
    const server = await openServer("check", url, queueName("check", "langevin", BUILD), "langevin");
    const queue = server.queue();
    try {
      const ticket = runTicket(work.id, this.folder);
      for (let index = 0; index < work.count; index++)
        await queue.add(JOB_NAME, { store: this.folder, index }, { ...jobOptions, jobId: jobIdOf(ticket, index) });
    } finally {
      await queue.close();
    }
  }

  get names(): string[] {
    return readdirSync(this.folder).sort();
  }

  get parts(): string[] {
    return this.names.filter((name) => name.startsWith("part-"));
  }

  get isFinished(): boolean {
    return existsSync(join(this.folder, "_SUCCESS"));
  }

  /** SHA-256 of all parts in order. */
  get sha256(): string {
    const hash = createHash("sha256");
    for (const name of this.parts) hash.update(readFileSync(join(this.folder, name)));
    return hash.digest("hex");
  }

  /** All the troubles that workers told of, for when something is wrong. */
  get story(): string {
    return this.workers
      .map(({ news }, i) => news.map(({ at, ...rest }) => `${i} ${Math.round(at)} ${JSON.stringify(rest)}`).join("\n"))
      .join("\n");
  }

  async close(): Promise<void> {
    for (const child of [...this.workers.map((worker) => worker.child), ...this.coordinators])
      await endProcess(child, "SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function spawnProgram(name: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const program = fileURLToPath(new URL(name, import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", program, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
}

function readLines(child: ChildProcess, take: (line: unknown) => void): void {
  let rest = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) take(JSON.parse(line));
  });
}

/** The bits of one machine: the same work without a queue. */
export async function onOneMachine(toy: Partial<ToySpec> = {}): Promise<string> {
  const rig = await ToyRig.create("", { ...toy, wait: 0, poison: undefined });
  try {
    const spec: ToySpec = { kind: "toy", build: BUILD, count: 12, ...toy, wait: 0, poison: undefined };
    const work = await toyKind.open(spec, folderStore(rig.folder), {});
    for (let index = 0; index < work.count; index++) await work.run(index);
    await work.finish();
    return rig.sha256;
  } finally {
    await rig.close();
  }
}
