import { expect, it } from "vitest";
import { connect, serve } from "../../../apps/playground/channel.ts";
import { Conductor, type Stage } from "../../../apps/playground/conductor.ts";
import { defaults, type Settings } from "../../../apps/playground/settings.ts";
import { Chance, endpoints, exhaustively, randomly, type Below } from "./chance.ts";
import { Script } from "./script.ts";

/** What is on the page. */
interface Seen {
  data: number;
  fields: number;
  losses: number[];
  fingerprint: string;
  beside: string;
  density: number;
  levelLosses: number;
  progress: number;
  said: string;
  stoppable: boolean;
}

/** What people do: get or train network n, stop training, choose another sampler. */
type Act = `open ${number}` | `train ${number}` | "finish" | "change";

/** Lets people act at any time, with messages in any order. */
async function play(
  below: Below,
  acts: readonly Act[],
  { portOf = onePort, brief = false },
): Promise<{ seen: Seen; odd: string[] }> {
  const chance = new Chance(below);
  const [outside, inside] = endpoints(chance, portOf);
  serve(inside, new Script(chance, brief ? [] : [0.25, 0.5, 0.75]));
  const seen: Seen = {
    data: 0,
    fields: 0,
    losses: [],
    fingerprint: "",
    beside: "",
    density: 0,
    levelLosses: 0,
    progress: 0,
    said: "",
    stoppable: false,
  };
  const odd: string[] = [];
  const stage: Stage = {
    begin: () => Object.assign(seen, { losses: [], density: 0, levelLosses: 0, progress: 0, stoppable: true }),
    endTraining: () => (seen.stoppable = false),
    show(event) {
      if (event.kind === "data") Object.assign(seen, { data: event.view.x[0], fields: 0 });
      if (event.kind === "progress") seen.losses.push(...event.losses);
      if (event.kind !== "fields") return;
      seen.fields = event.fields.size;
      if (Math.floor(seen.fields / 1000) !== seen.data) odd.push(`a field of ${seen.fields} over data of ${seen.data}`);
    },
    async showSamples({ sampled, beside }) {
      seen.fingerprint = sampled.fingerprint;
      seen.beside = beside!.fingerprint;
    },
    showDensities: ({ size }) => (seen.density = size),
    showLevelLosses: ({ learned }) => (seen.levelLosses = learned[0]),
    say: (text) => (seen.said = text),
    progress: (fraction) => (seen.progress = fraction),
  };
  const conductor = new Conductor(connect(outside), stage);
  let sampler: Settings["sampler"] = "heunOde";
  const sampling = () => ({ sampler, beside: "ddim", levels: 10, particles: 100 });
  const aborted = (error: Error): void => {
    if (error.name !== "AbortError") odd.push(String(error));
  };
  const get = (how: "open" | "train", seed: number): void => {
    const steps = brief ? 1 : 2 + (seed % 2);
    conductor[how]({ ...defaults, seed, steps, stoppedAt: steps }, sampling).catch(aborted);
  };
  const does = (act: Act): void => {
    const [what, n] = act.split(" ");
    if (what === "open" || what === "train") return get(what, Number(n));
    if (what === "finish") return void conductor.finish();
    sampler = "eulerOde";
    conductor.sample(sampling()).catch(aborted);
  };
  for (const act of acts) chance.queue("user", () => does(act));
  await chance.run();
  return { seen, odd };
}

/** What is wrong with the page when all is quiet, after network n was asked for last. */
function faults({ seen, odd }: { seen: Seen; odd: string[] }, n: number, changed: boolean): string[] {
  const trained = 1000 * n + seen.losses.length;
  const check = (name: keyof Seen, right: unknown) =>
    seen[name] === right ? [] : [`${name}: ${String(seen[name])} instead of ${String(right)}`];
  return [
    ...odd,
    ...check("data", n),
    ...check("fields", trained),
    ...check("fingerprint", `${trained} ${changed ? "eulerOde" : "heunOde"}`),
    ...check("beside", `${trained} ddim`),
    ...check("density", trained),
    ...check("levelLosses", trained),
    ...check("progress", 1),
    ...check("stoppable", false),
    ...(seen.said.startsWith("Done") ? [] : [seen.said]),
    ...(seen.losses.every((step, k) => step === k + 1) ? [] : ["losses in disorder"]),
  ];
}

/** Networks that come with the page and others, stopped or not; then another sampler. */
function actsOf(seed: number): Act[] {
  return [
    seed % 5 < 2 ? "open 1" : "train 1",
    ...(seed % 2 ? ["finish" as const] : []),
    seed % 7 < 2 ? "open 2" : "train 2",
    ...(seed % 3 ? ["finish" as const] : []),
    "change",
  ];
}

type PortOf = (message: unknown) => string;
const onePort: PortOf = () => "port";
const twoPorts: PortOf = (message) => ((message as { kind: string }).kind === "event" ? "events" : "port");

const seeds = Array.from({ length: 1000 }, (_, k) => k + 1);

it("over one channel, in 1,000 random orders of what comes in between, the page shows what was asked for last", async () => {
  const found: string[] = [];
  for (const seed of seeds) {
    const played = await play(randomly(seed), actsOf(seed), {});
    found.push(...faults(played, 2, true).map((fault) => `${seed}: ${fault}`));
  }
  expect(found).toEqual([]);
});

it.each<[Act, Act]>([
  ["open 1", "open 2"],
  ["train 1", "open 2"],
])("in every order of what may happen around %s and then %s", async (...acts) => {
  const { below, next } = exhaustively();
  let orders = 0;
  do {
    orders++;
    expect(faults(await play(below, acts, { brief: true }), 2, false)).toEqual([]);
  } while (next());
  expect(orders).toBeGreaterThan(300);
});

it("over two ports, one for events and one for results, it did not: the channel is what forces the order", async () => {
  let stale = 0;
  for (const seed of seeds) {
    const { seen } = await play(randomly(seed), actsOf(seed), { portOf: twoPorts });
    if (seen.fields !== Number(seen.fingerprint.split(" ")[0])) stale++;
  }
  expect(stale).toBeGreaterThan(30);
});
