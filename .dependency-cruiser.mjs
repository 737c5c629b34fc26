// npm run check:imports: which room may import from which. Imports of types count as well.

/** Rooms of src/ and what each may import from, beside itself; docs/internals/rooms.md. */
const below = {
  support: [],
  numerics: ["support"],
  data: ["numerics"],
  noise: ["data"],
  engine: ["data"],
  recipe: ["noise", "engine"],
  models: ["recipe"],
  int16: ["models"],
  training: ["models"],
  density: ["models"],
  files: ["models"],
  sampling: ["density"],
  distillation: ["sampling", "training"],
  onnx: ["sampling"],
  inference: ["sampling", "training"],
  metrics: ["data"],
  toys: ["inference"],
  node: ["files"],
  formats: ["data"],
  table: ["sampling", "training", "files", "formats"],
  evaluation: ["table", "metrics"],
  work: ["node"],
  shards: ["table", "work", "int16"],
  sweep: ["table", "work"],
  bullmq: ["shards", "sweep"],
  cli: ["evaluation", "bullmq"],
  worker: ["evaluation", "int16", "toys"],
};

/** Entries in the root of src/ that a room may import from. */
const entries = { node: ["index.ts"], table: ["index.ts"], cli: ["index.ts", "node.ts"], worker: ["index.ts"] };

const reachable = (room) => [room, ...below[room].flatMap(reachable)];

const rooms = Object.keys(below).map((room) => ({
  name: `${room}-imports-from-below`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: {
    path: "^src/",
    pathNot: [`^src/(${reachable(room).join("|")})/`, ...(entries[room] ?? []).map((file) => `^src/${file}$`)],
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...rooms,
    {
      name: "every-room-is-known",
      comment: "A new folder of src/ needs its line in this file.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${Object.keys(below).join("|")})/` },
      to: {},
    },
    {
      name: "the-root-of-src-holds-entries-only",
      severity: "error",
      from: { path: "^src/[^/]+$", pathNot: "^src/(index|node)\\.ts$" },
      to: {},
    },
    { name: "no-circles", severity: "error", from: { path: "^(src|assembly)/" }, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.d\\.ts$", orphan: true },
      to: {},
    },
    {
      name: "the-engine-has-one-door",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/engine/" },
      to: { path: "^src/engine/", pathNot: "^src/engine/index\\.ts$" },
    },
    {
      name: "assembly-stands-alone",
      severity: "error",
      from: { path: "^assembly/" },
      to: { pathNot: "^assembly/" },
    },
    {
      name: "src-knows-nothing-around-it",
      severity: "error",
      from: { path: "^src/" },
      to: {
        pathNot: [
          "^src/",
          "node_modules/(@assemblyscript/loader|comlink|commander|cli-progress|csv-parse|csv-stringify|aws4fetch)/",
          "node_modules/(bullmq|ioredis|pg)/",
          "node_modules/(hyparquet|hyparquet-writer|hyparquet-compressors|@uwdata/flechette)/",
        ],
        dependencyTypesNot: ["core"],
      },
    },
    {
      name: "file-formats-are-read-by-formats-alone",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/formats/" },
      to: { path: "node_modules/(csv-parse|csv-stringify|hyparquet|@uwdata)" },
    },
    {
      name: "the-terminal-is-the-command-lines-alone",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "node_modules/(commander|cli-progress)/" },
    },
    {
      name: "queues-are-bullmqs-alone",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/bullmq/" },
      to: { path: "node_modules/(bullmq|ioredis|pg)/" },
    },
    {
      name: "comlink-is-the-workers-alone",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/worker/" },
      to: { path: "node_modules/comlink/" },
    },
    {
      name: "node-is-the-node-entrys-alone",
      comment: "The command line and what works on many machines are programs of Node's as well.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cli/|node/|work/|shards/|sweep/|bullmq/|node\\.ts$)" },
      to: { dependencyTypes: ["core"] },
    },
    { name: "resolvable", severity: "error", from: { path: "^src/" }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "default"] },
    preserveSymlinks: false,
  },
};
