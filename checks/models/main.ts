// npm run check:models [-- words…]: networks that leave the library predict elsewhere what they do here: ONNX Runtime in Node and
// WebAssembly, python/langevin.py, and back. Words choose the checks whose names have one of them. Last line: N passed, N failed.
import { createEngine } from "../../src/engine/index.ts";
import { runChecks, type Check } from "../distributed/check.ts";
import { onnxChecks } from "./onnx.ts";
import { pythonChecks } from "./python.ts";
import { onnxRuntimes } from "./runtimes.ts";

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const isChosen = ({ name }: Check): boolean => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)); // prettier-ignore

const engine = await createEngine({ threads: 1 });
const checks = [...pythonChecks(engine), ...(await onnxChecks(engine, await onnxRuntimes()))];
const { passed, failed } = await runChecks(checks.filter(isChosen));
engine.dispose();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
