// A process that makes some of the calls. It says which one it makes before it does, so that one that never ends is known.
import { wrongCall } from "./call.ts";
import { endWorker, execute, renewEngine } from "./execute.ts";
import { recipes } from "./recipes/index.ts";

/** Calls after which the engine that they share is made anew. */
const RENEWED_AFTER = 200;

interface Task {
  seed: number;
  from: number;
  to: number;
}

process.once("message", (task) => void work(task as Task));

async function work({ seed, from, to }: Task): Promise<void> {
  for (let id = from; id < to; id++) {
    process.send!({ begun: id });
    const call = wrongCall(recipes, seed, id);
    let { fault } = await execute(call);
    // Slow once may be the machine's doing
    if (fault?.startsWith("no ")) ({ fault } = await execute(call));
    if (fault) process.send!({ failed: id, fault });
    if ((id - from) % RENEWED_AFTER === RENEWED_AFTER - 1) renewEngine();
  }
  process.send!({ done: true });
  endWorker();
  process.exit(0);
}
