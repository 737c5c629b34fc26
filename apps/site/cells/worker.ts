// A cell's worker: runs one text and tells what it shows. It has one thread, so that pages need no headers.
import { placed } from "./cell-error.ts";
import type { Message, Start } from "./messages.ts";
import { runCell, type Modules } from "./run-cell.ts";

const modules: Modules = {
  langevin: () => import("langevin"),
  "langevin/toys": () => import("langevin/toys"),
  "langevin/metrics": () => import("langevin/metrics"),
  "langevin/inference": () => import("langevin/inference"),
  "langevin/table": () => import("langevin/table"),
};

const post = (message: Message): void => postMessage(message);
const fail = (error: unknown): void => {
  const { message, line } = placed(error, "blob:");
  post({ kind: "failed", message, line });
};

for (const level of ["log", "info", "warn", "error"] as const)
  console[level] = (...values: unknown[]) =>
    post({ kind: "output", output: { kind: "line", text: values.map(asText).join(" ") } });

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} [${String(value)}]`.slice(0, 2000);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return (text ?? String(value)).slice(0, 2000);
}

// What a cell does not wait for: promises and timers. The page tells it, the browser need not as well
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});
addEventListener("error", (event) => {
  event.preventDefault();
  fail(event.error);
});

addEventListener("message", async ({ data: { text, sliders } }: MessageEvent<Start>) => {
  try {
    await runCell(text, {
      modules,
      addressOf: (module) => URL.createObjectURL(new Blob([module], { type: "text/javascript" })),
      onOutput: (output) => post({ kind: "output", output }),
      sliders,
    });
    post({ kind: "done" });
  } catch (error) {
    fail(error);
  }
});
