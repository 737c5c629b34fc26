import type { CompareOptions } from "./kit/harness.ts";
import { describeMachine } from "./kit/machine.ts";
import { formatTable } from "./kit/print.ts";
import { UsageError } from "./kit/usage-error.ts";
import { GROUPS as INFERENCE_GROUPS } from "./inference/groups.ts";
import { CASES as LANGEVIN_CASES } from "./langevin/cases.ts";
import { CASES as STARTUP_CASES } from "./startup/cases.ts";
import { CASES as TABLE_CASES } from "./tables/cases.ts";

export interface Result {
  /** What `--json` prints. */
  rows: readonly object[];
  /** The same for people. */
  table: string;
}

export interface Options extends Omit<CompareOptions, "contenders"> {
  /** Only cases whose name contains this; of "speed", "quality", "auto", "integers" and "inference". */
  only: string;
  /** Short training, few rows; of "quality", "langevin", "inference" and "tables". */
  quick: boolean;
  /** Cases by their whole names, none for all; of "langevin", "inference" (groups of them), "startup" and "tables". */
  cases: readonly string[];
  /** Training of every case, instead of its own time; of "tables". */
  seconds?: number;
  /** Longest wait for an idle machine before a sample; of "speed". */
  quietMillis: number;
  /** Fresh processes of each contender; of "speed", "builds" and "startup". */
  processes: number;
  /** A JSON file of figures to which more are added; of "builds". */
  into: string | undefined;
  /** Nothing that would take longer is begun; of "builds". */
  minutes?: number;
  /** Checkouts, flags of Node for the later one, and a Node; of "builds", and the first and the last of "startup". */
  before: string | undefined;
  after: string | undefined;
  flags: string | undefined;
  node: string | undefined;
}

type Benchmark = (options: Options) => Promise<Result>;

interface Entry {
  summary: string;
  load: () => Promise<Benchmark>;
  /** Names of its cases, which may follow its own. */
  cases?: readonly string[];
}

/** Loaded on demand: asking for help, or for one of them, must not wait for the others. */
export const BENCHMARKS: Record<string, Entry> = {
  auto: {
    summary: "what annealed Langevin dynamics loses by sigmas auto against a search; an hour, --only <case> for one",
    load: async () => {
      const { benchmarkAuto, formatAuto } = await import("./quality/auto.ts");
      return async (options) => {
        const rows = await benchmarkAuto(options);
        return { rows, table: formatAuto(rows) };
      };
    },
  },
  baseline: {
    summary: "the pure-TypeScript network alone: a training step and a Langevin step",
    load: async () => {
      const { benchmarkBaseline } = await import("./speed/baseline/benchmark.ts");
      return async (options) => {
        const rows = benchmarkBaseline(options);
        return { rows, table: formatTable(rows) };
      };
    },
  },
  builds: {
    summary: "two builds of ours, or one with flags of Node and without, in turns: steps and whole samplings",
    load: async () => {
      const { benchmarkBuilds, formatBuilds } = await import("./speed/builds.ts");
      return async (options) => {
        refuseProcessorTime("builds", options);
        const machine = describeMachine();
        const rows = await benchmarkBuilds(options);
        return { rows, table: `${machine}\n${formatBuilds(rows)}` };
      };
    },
  },
  core: {
    summary: "the kernels against the pure-TypeScript network: a training step and a Langevin step",
    load: async () => {
      const { benchmarkCore, formatCore } = await import("./speed/core.ts");
      return async (options) => {
        const rows = await benchmarkCore(options);
        return { rows, table: formatCore(rows) };
      };
    },
  },
  inference: {
    summary: `posteriors, conditions, imputation beside known laws, each figure with what is wanted; groups: ${Object.keys(INFERENCE_GROUPS).join(", ")}`,
    cases: Object.keys(INFERENCE_GROUPS),
    load: async () => {
      const { benchmarkInference } = await import("./inference/benchmark.ts");
      const { formatInference } = await import("./inference/row.ts");
      return async (options) => {
        refuseProcessorTime("inference", options);
        const machine = describeMachine();
        const rows = await benchmarkInference(options);
        return { rows, table: `${machine}\n${formatInference(rows)}` };
      };
    },
  },
  langevin: {
    summary: `samplers beside known laws, each figure with what is wanted; cases: ${Object.keys(LANGEVIN_CASES).join(", ")}`,
    cases: Object.keys(LANGEVIN_CASES),
    load: async () => {
      const { benchmarkLangevin } = await import("./langevin/benchmark.ts");
      const { formatLangevin } = await import("./langevin/row.ts");
      return async (options) => {
        refuseProcessorTime("langevin", options);
        const machine = describeMachine();
        const rows = await benchmarkLangevin(options);
        return { rows, table: `${machine}\n${formatLangevin(rows)}` };
      };
    },
  },
  integers: {
    summary: "samples in 16-bit integers beside those of f32: sliced W2 of 32 sets at 20 and 1,000 evaluations",
    load: async () => {
      const { benchmarkIntegers } = await import("./quality/integers.ts");
      const { formatQuality } = await import("./quality/row.ts");
      return async (options) => {
        refuseProcessorTime("integers", options);
        const rows = await benchmarkIntegers(options);
        return { rows, table: formatQuality(rows) };
      };
    },
  },
  speed: {
    summary: "ours against every peer in bench/speed/peers and PyTorch: a training step and a Langevin step",
    load: async () => {
      const { benchmarkSpeed } = await import("./speed/benchmark.ts");
      const { formatSpeed } = await import("./speed/table.ts");
      return async (options) => {
        refuseProcessorTime("speed", options);
        const machine = describeMachine();
        const rows = await benchmarkSpeed(options);
        return { rows, table: `${machine}\n${formatSpeed(rows)}` };
      };
    },
  },
  scaling: {
    summary: "a training step from 16 to 1,024 wide and 64 to 65,536 rows, with one thread and all",
    load: async () => {
      const { benchmarkScaling, formatScaling } = await import("./speed/scaling.ts");
      return async (options) => {
        refuseProcessorTime("scaling", options);
        const machine = describeMachine();
        const rows = await benchmarkScaling(options);
        return { rows, table: `${machine}\n${formatScaling(rows)}` };
      };
    },
  },
  startup: {
    summary: `the main thread's time from import to the first finished step, in fresh processes; cases: ${Object.keys(STARTUP_CASES).join(", ")}`,
    cases: Object.keys(STARTUP_CASES),
    load: async () => {
      const { benchmarkStartup } = await import("./startup/benchmark.ts");
      return async (options) => {
        const machine = describeMachine();
        const rows = await benchmarkStartup(options);
        return { rows, table: `${machine}\n${formatTable(rows)}` };
      };
    },
  },
  tables: {
    summary: `tables with categories and gaps, learned whole, beside published figures; an hour; cases: ${Object.keys(TABLE_CASES).join(", ")}`,
    cases: Object.keys(TABLE_CASES),
    load: async () => {
      const { benchmarkTables } = await import("./tables/benchmark.ts");
      const { formatTables } = await import("./tables/row.ts");
      const { fitOurs } = await import("./tables/ours.ts");
      return async (options) => {
        refuseProcessorTime("tables", options);
        const machine = describeMachine();
        const rows = await benchmarkTables(options, fitOurs);
        return { rows, table: `${machine}\n${formatTables(rows)}` };
      };
    },
  },
  page: {
    summary: "the main thread's tasks in Chromium while a page trains: in the page, in a worker, in the playground",
    load: async () => {
      const { benchmarkPage, formatPage } = await import("./page/benchmark.ts");
      return async (options) => {
        refuseProcessorTime("page", options);
        const rows = await benchmarkPage();
        return { rows, table: formatPage(rows) };
      };
    },
  },
  quality: {
    summary: "how good the defaults are: densities, digits, nine tables beside published results, samplers",
    load: async () => {
      const { benchmarkQuality } = await import("./quality/benchmark.ts");
      const { formatQuality } = await import("./quality/row.ts");
      return async (options) => {
        refuseProcessorTime("quality", options);
        const machine = describeMachine();
        const rows = await benchmarkQuality(options);
        return { rows, table: `${machine}\n${formatQuality(rows)}` };
      };
    },
  },
  "quality-time": {
    summary: "seconds of a default training until it is within 0.03 nats of each density, of two builds in turns",
    load: async () => {
      const { benchmarkQualityTime, formatQualityTime } = await import("./quality/time.ts");
      return async (options) => {
        refuseProcessorTime("quality-time", options);
        const machine = describeMachine();
        const rows = await benchmarkQualityTime(options);
        return { rows, table: `${machine}\n${formatQualityTime(rows)}` };
      };
    },
  },
};

/** Threads add up in processor time. */
function refuseProcessorTime(name: string, { clock }: Options): void {
  if (clock) throw new UsageError(`${name}: expected no --cpu, for it measures several threads`);
}
