import type { Evaluator } from "./evaluator.ts";
import type { FlowField, Trace } from "./flow-field.ts";
import { networkField } from "./network-field.ts";
import { scoreField } from "./score-field.ts";

/** The flow of a model: a network's inside WebAssembly on all threads, any other's through its `score`. */
export function flowField(where: string, { inside, model }: Evaluator, trace: Trace): FlowField {
  return inside ? networkField(where, inside, trace) : scoreField(where, model, trace);
}
