import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import type { Operation, SpeedCase } from "./cases.ts";
import type { Answer, Request } from "./serve.ts";

/** How to start a contender. */
export interface ContenderCommand {
  name: string;
  command: string;
  args: readonly string[];
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Milliseconds without getting faster after which it is warm (500). */
  patience?: number;
}

/** Milliseconds of a call, and of processor time where the contender tells it. */
export interface Sample {
  millis: number;
  cpuMillis?: number;
}

/** A contender in a process of its own, kept alive and asked sample by sample; see bench/speed/serve.ts. */
export class Contender {
  readonly name: string;
  readonly patience: number;
  version = "";
  note: string | undefined;
  /** Why it takes no part, when it does not. */
  absent: string | undefined;
  private operations: readonly Operation[] = [];
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string>;

  constructor({ name, command, args, env, patience = 500 }: ContenderCommand) {
    this.name = name;
    this.patience = patience;
    // standard output of a contender goes to standard error: ours is for the result
    this.child = spawn(command, args, { stdio: ["pipe", 2, 2, "pipe"], env: { ...process.env, ...env } });
    this.child.on("error", (error) => (this.absent = `cannot start: ${error.message}`));
    this.child.stdin!.on("error", () => undefined); // it died: its answers' end tells
    this.lines = createInterface({ input: this.child.stdio[3] as Readable });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  async load(speedCase: SpeedCase): Promise<void> {
    const answer = await this.ask({ load: speedCase });
    if ("absent" in answer) this.absent = answer.absent;
    if (!("version" in answer)) return;
    this.version = answer.version;
    this.note = answer.note;
    this.operations = answer.operations;
  }

  offers(operation: Operation): boolean {
    return this.absent === undefined && this.operations.includes(operation);
  }

  /** Milliseconds a call after a warm-up; nothing when it fails, and `absent` says why. */
  async warmUp(operation: Operation): Promise<number | undefined> {
    return (await this.time({ operation, warmUp: true, patience: this.patience }))?.millis;
  }

  /** Milliseconds a call, over `calls` of them. */
  async sample(operation: Operation, calls: number): Promise<Sample | undefined> {
    return this.time({ operation, calls });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    const { child } = this;
    this.lines.close();
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.stdin!.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
    await exit;
    clearTimeout(timer);
  }

  private async time(request: Request): Promise<Sample | undefined> {
    const answer = await this.ask(request);
    return "millis" in answer ? answer : undefined;
  }

  private async ask(request: Request): Promise<Answer> {
    this.child.stdin!.write(JSON.stringify(request) + "\n");
    const { value, done } = await this.answers.next();
    const answer: Answer = done ? { error: "its process ended" } : (JSON.parse(value as string) as Answer);
    if ("error" in answer) this.absent ??= answer.error;
    return answer;
  }
}
