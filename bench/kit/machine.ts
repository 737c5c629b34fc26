import { availableParallelism, cpus, loadavg } from "node:os";

/** Where and when: processor, cores, Node, date, and what else the machine had to do. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const load = loadavg().map((one) => one.toFixed(2));
  const date = new Date().toISOString().slice(0, 10);
  return `${model}, ${availableParallelism()} cores, Node ${process.versions.node}, ${date}; load average ${load.join(", ")} (1, 5, 15 minutes)`;
}
