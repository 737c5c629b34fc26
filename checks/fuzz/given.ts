/** What calls refer to by name, as the lines that make it. Later ones may use earlier ones. */
const lines: Readonly<Record<string, string>> = {
  engine: "await langevin.createEngine({ threads: 1 })",
  rows: "[[1, 2], [2, 1], [0, 1], [1.5, 0], [-1, 0.5], [0.25, 3], [2, 2], [1, 0]]",
  network: "langevin.createScoreNetwork(engine, { dim: 2, hidden: [4], seed: 1 })",
  trained: "await trainedOn({ dim: 2, hidden: [4] }, { sigmas: [3, 1, 0.3] })",
  autoNetwork: 'await trainedOn({ dim: 2, hidden: [4] }, { sigmas: "auto" })',
  labeledNetwork:
    "await trainedOn({ dim: 2, hidden: [4], classes: 3 }, { sigmas: [3, 1, 0.3], labels: [0, 1, 2, -1, 0, 1, 2, 0] })",
  flowNetwork: 'await trainedOn({ dim: 2, hidden: [4] }, { sigmas: [3, 1, 0.3], coupling: "optimal-transport" })',
  unfinished: "await trainedOn({ dim: 2, hidden: [4] }, { sigmas: [3, 1, 0.3] }, 2)",
  disposedNetwork: "disposed(await trainedOn({ dim: 2, hidden: [4] }, { sigmas: [3, 1, 0.3] }))",
  disposedEngine: "disposed(await langevin.createEngine({ threads: 1 }))",
  bytes: "langevin.saveModel(trained)",
  exactModel: "langevin.gaussian({ mean: [1, 2], variance: [1, 0.5] })",
  ideal: "langevin.idealDenoiser(rows)",
  sde: "langevin.vpSde()",
  ownModel: "{ dim: 2, score: (x, sigma) => x.map((value) => -value / (1 + sigma * sigma)) }",
  signal: "controller.signal",
  worker: "await workers.startWorker()",
  remoteModel: "await worker.gaussian({ mean: [1, 2], variance: 1 })",
};

/** Helpers that those lines use, with the lines they take. */
const helpers = `
async function trainedOn(shape, options, leaveAt = 3) {
  const network = langevin.createScoreNetwork(engine, { ...shape, seed: 1 });
  const run = langevin.train(network, rows, { ...options, steps: 3, batchSize: 8 });
  for await (const { step } of run) if (step === leaveAt) break;
  return network;
}
function disposed(value) {
  value.dispose();
  return value;
}`.trim();

/** Made once for many calls, because they take long. */
export const SHARED = ["engine", "worker"] as const;

const mentions = (text: string, name: string): boolean => new RegExp(`(?<![.\\w$"'])${name}(?![\\w$]|:)`).test(text);

/** The names that a text uses, in the order they are to be made. */
export function namesIn(text: string): string[] {
  let [all, found] = [text, [] as string[]];
  for (;;) {
    const names = Object.keys(lines).filter((name) => mentions(all, name));
    if (names.length === found.length) return names;
    found = names;
    const used = names.map((name) => lines[name]).join("\n");
    all = [text, used, used.includes("trainedOn") ? helpers : ""].join("\n");
  }
}

/** The lines before a call; `without` are there already. */
export function preludeOf(text: string, without: readonly string[] = []): string {
  const made = namesIn(text).filter((name) => !without.includes(name));
  const used = made.map((name) => `const ${name} = ${lines[name]};`);
  const needsHelpers = used.some((line) => /trainedOn|disposed\(/.test(line));
  return [...used, ...(needsHelpers ? [helpers] : [])].join("\n");
}
