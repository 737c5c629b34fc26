#!/usr/bin/env node
import * as module from "node:module";

// Node 22.1 and newer keep what they compiled of these files for the next time. The process is the command's own; a library
// must not decide this for its host. Before the program is imported, and so not by a static import
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const { runCommand } = await import("./run-command.ts");

const program = process.env["npm_command"] === "exec" ? "npx langevin" : "langevin";
// Not process.exitCode: a thread that waits for a pipe nobody writes to would keep the process
process.exit(await runCommand(process.argv.slice(2), program));
