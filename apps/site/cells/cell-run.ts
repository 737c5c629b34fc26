import type { Message, Start } from "./messages.ts";
import type { Output } from "./outputs.ts";

/** How a run ended. */
export type End =
  { kind: "done" | "stopped" | "unavailable" } | { kind: "failed"; message: string; line?: number | undefined };

/** Lines of the console that are kept: a loop without end writes as many as it likes. */
const LINES = 200;

/** One run of a cell in a worker of its own, which ends with the run; an endless one ends by `stop`. */
export class CellRun {
  readonly outputs: Output[] = [];
  readonly ended: Promise<End>;
  private readonly worker: Worker;
  private end!: (end: End) => void;
  private lines = 0;

  constructor(start: Start) {
    this.worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.ended = new Promise<End>((resolve) => {
      this.end = (end) => {
        this.worker.terminate();
        resolve(end);
      };
    });
    this.worker.onmessage = ({ data }: MessageEvent<Message>) => this.take(data);
    this.worker.onerror = () => this.end({ kind: "unavailable" });
    this.worker.postMessage(start);
  }

  stop(): void {
    this.end({ kind: "stopped" });
  }

  private take(message: Message): void {
    if (message.kind !== "output") return this.end(message);
    if (message.output.kind === "line" && ++this.lines > LINES) return;
    this.outputs.push(message.output);
  }
}
