import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { npmInstall } from "../engines/installed.ts";
import { firstLine } from "../engines/run.ts";

const VERSION = "1.30.0";

/** What both of ONNX Runtime's packages have, as far as it is used here. */
interface OnnxRuntime {
  env: { wasm: { numThreads?: number }; versions: Record<string, string> };
  Tensor: new (type: string, data: Float32Array | Int32Array, shape: readonly number[]) => { data: Float32Array };
  InferenceSession: {
    create(
      file: Uint8Array,
      options: object,
    ): Promise<{ run(inputs: object): Promise<Record<string, { data: Float32Array }>> }>;
  };
}

/** An array that goes in. */
export interface Input {
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

/** A runtime that opens a model and gives its one output. */
export interface Runtime {
  name: string;
  open(file: Uint8Array): Promise<(inputs: Readonly<Record<string, Input>>) => Promise<Float32Array>>;
}

/** Both packages, or why they are not there. They are 460 MB, most of it for other systems: outside the repository, and kept. */
export async function onnxRuntimes(): Promise<Runtime[] | string> {
  const folder = join(tmpdir(), `langevin-onnxruntime-${VERSION}`);
  try {
    if (!existsSync(join(folder, "node_modules/.installed"))) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "private": true }');
      const packages = ["onnxruntime-node", "onnxruntime-web"].map((name) => `${name}@${VERSION}`);
      // Its install script fetches libraries for other hardware from elsewhere
      await npmInstall(folder, ["--ignore-scripts", ...packages]);
      writeFileSync(join(folder, "node_modules/.installed"), "");
    }
    const require = createRequire(join(folder, "package.json"));
    const load = async (name: string): Promise<OnnxRuntime> => {
      const loaded = (await import(pathToFileURL(require.resolve(name)).href)) as OnnxRuntime & {
        default?: OnnxRuntime;
      };
      return loaded.InferenceSession ? loaded : loaded.default!;
    };
    const [node, web] = [await load("onnxruntime-node"), await load("onnxruntime-web")];
    web.env.wasm.numThreads = 1;
    return [runtime("onnxruntime-node", "cpu", node), runtime("onnxruntime-web", "wasm", web)];
  } catch (error) {
    return `onnxruntime ${VERSION} could not be installed (${firstLine(error)})`;
  }
}

function runtime(name: string, provider: string, { Tensor, InferenceSession }: OnnxRuntime): Runtime {
  return {
    name,
    async open(file) {
      const session = await InferenceSession.create(file, { executionProviders: [provider], intraOpNumThreads: 1 });
      return async (inputs) => {
        const feeds = Object.entries(inputs).map(([key, { shape, data }]) => {
          const type = data instanceof Int32Array ? "int32" : "float32";
          return [key, new Tensor(type, data, shape)] as const;
        });
        const results = await session.run(Object.fromEntries(feeds));
        return Object.values(results)[0].data;
      };
    },
  };
}
