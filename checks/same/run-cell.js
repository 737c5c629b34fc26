// A cell for engines with a command line: `… run-cell.js '{"library": …}'` prints one line of JSON.
import { runCell } from "./cell.js";

console.log(JSON.stringify(await runCell(JSON.parse(globalThis.process.argv[2]))));
