#!/usr/bin/env node
import { runCommand } from "./run-command.ts";

const program = process.env["npm_command"] === "exec" ? "npx langevin" : "langevin";
// Not process.exitCode: a thread that waits for a pipe nobody writes to would keep the process
process.exit(await runCommand(process.argv.slice(2), program));
