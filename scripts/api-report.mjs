// npm run api: writes what every entry exports, by the built declarations, to docs/reference/api/, so that a changed API shows
// in a diff. With --check it writes nothing and exits with 1 where a file there is another.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CompilerState, Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const entries = {
  langevin: "index",
  "langevin-bullmq": "bullmq/index",
  "langevin-evaluation": "evaluation/index",
  "langevin-inference": "inference/index",
  "langevin-int16": "int16/index",
  "langevin-metrics": "metrics/index",
  "langevin-node": "node",
  "langevin-onnx": "onnx/index",
  "langevin-shards": "shards/index",
  "langevin-sweep": "sweep/index",
  "langevin-table": "table/index",
  "langevin-toys": "toys/index",
  "langevin-worker": "worker/index",
};
const root = fileURLToPath(new URL("..", import.meta.url));
const declarationsOf = (entry) => join(root, `dist/${entry}.d.ts`);
const declarations = Object.values(entries).map(declarationsOf);
/** One program of all entries, made with the first report. */
let compilerState;
const check = process.argv.includes("--check");
const folder = mkdtempSync(join(tmpdir(), "langevin-api-"));
try {
  mkdirSync(join(root, "docs/reference/api"), { recursive: true });
  for (const [name, entry] of Object.entries(entries)) {
    const path = `docs/reference/api/${name}.api.md`;
    const kept = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
    const made = reportOf(name, declarationsOf(entry));
    if (!check) writeFileSync(join(root, path), made);
    else if (made !== kept) {
      console.error(
        `${path} is not what the build exports: run npm run build && npm run api, and commit the difference`,
      );
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function reportOf(name, mainEntryPointFilePath) {
  const compilerOptions = {
    ...{ target: "es2022", module: "nodenext", lib: ["es2023", "dom"], types: ["node"] },
    ...{ strict: true, skipLibCheck: true },
  };
  const configObject = {
    projectFolder: root,
    mainEntryPointFilePath,
    compiler: { overrideTsconfig: { compilerOptions, files: declarations } },
    apiReport: {
      ...{ enabled: true, reportFileName: name, reportFolder: folder, reportTempFolder: folder },
      // Lists such as that of the activations are not exported, but are what an exported type is made of. Two entries would
      // repeat the main one.
      includeForgottenExports: !["langevin-node", "langevin-worker"].includes(name),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: "error" } },
      // Docstrings and what is documented are typedoc's matter
      extractorMessageReporting: { default: { logLevel: "none" } },
      tsdocMessageReporting: { default: { logLevel: "none" } },
    },
  };
  const packageJsonFullPath = join(root, "package.json");
  const config = ExtractorConfig.prepare({ configObject, configObjectFullPath: undefined, packageJsonFullPath });
  compilerState ??= CompilerState.create(config);
  const { succeeded } = Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== "error";
    },
  });
  if (!succeeded) throw new Error(`the declarations of ${name} have errors`);
  return readFileSync(join(folder, `${name}.api.md`), "utf8");
}
