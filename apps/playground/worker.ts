import { expose, transfer } from "comlink";
import { Session } from "./session.ts";
import type { Emit, PlaygroundWorker, WorkerEvent } from "./protocol.ts";

/** The session for a page: what it makes is moved there, not copied. */
class WorkerSession extends Session {
  override train(settings: Parameters<PlaygroundWorker["train"]>[0], emit: Emit): Promise<number> {
    return super.train(settings, (event: WorkerEvent) => emit(moved(event)));
  }

  override async sample(settings: Parameters<PlaygroundWorker["sample"]>[0]) {
    return moved(await super.sample(settings));
  }
}

function moved<T extends object>(value: T): T {
  return transfer(value, [...new Set(buffersOf(value))]);
}

function* buffersOf(value: object): Generator<ArrayBuffer> {
  for (const part of Object.values(value) as unknown[])
    if (ArrayBuffer.isView(part)) yield part.buffer as ArrayBuffer;
    else if (typeof part === "object" && part !== null && !Array.isArray(part)) yield* buffersOf(part);
}

expose(new WorkerSession());
