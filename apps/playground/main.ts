import { proxy, wrap } from "comlink";
import { Controls } from "./controls.ts";
import { toCsv } from "./csv.ts";
import { DataInput } from "./data-input.ts";
import { picture, save } from "./downloads.ts";
import { element } from "./elements.ts";
import { samplesOf } from "./flow.ts";
import { formatRate } from "./format.ts";
import { decodeLink, encodeLink } from "./link.ts";
import { DensityPanel } from "./panels/density-panel.ts";
import { FieldPanel } from "./panels/field-panel.ts";
import { LossPanel } from "./panels/loss-panel.ts";
import { ParticlesPanel } from "./panels/particles-panel.ts";
import type { PlaygroundWorker, Sampled, WorkerEvent } from "./protocol.ts";
import { samplers } from "./samplers.ts";
import { defaults, type Settings } from "./settings.ts";
import { Announcer } from "./announcer.ts";

const worker = wrap<PlaygroundWorker>(
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "langevin" }),
);
const announcer = new Announcer();
const keepButtons = ["copy-link", "save-samples", "save-model", "save-picture"].map((id) =>
  element<HTMLButtonElement>(id),
);

const field = new FieldPanel(
  {
    canvas: element("field-canvas"),
    sigma: element("sigma"),
    follow: element("follow"),
    caption: element("field-caption"),
  },
  () => void showLink(),
);
const particles = new ParticlesPanel(
  {
    canvas: element("particles-canvas"),
    play: element("play"),
    frame: element("frame"),
    speed: element("speed"),
    caption: element("frame-caption"),
  },
  (sigma) => field.followSigma(sigma),
);
const density = new DensityPanel({
  learned: element("learned-canvas"),
  exact: element("exact-canvas"),
  exactCaption: element("exact-caption"),
  caption: element("density-caption"),
});
const loss = new LossPanel({
  canvas: element("loss-canvas"),
  step: element("figure-step"),
  loss: element("figure-loss"),
  speed: element("figure-speed"),
});

/** Settings of the network in the worker, once it is trained. */
let trained: Settings | undefined;
/** The samples on the page and the settings that made them. */
let shown: { settings: Settings; sampled: Sampled } | undefined;
let densityShown = false;
/** Counts what was asked for; work that is not the latest any more shows nothing. */
let turn = 0;
/** The link that was put into the address last. */
let lastLink = "";

const data = new DataInput(
  (file) => worker.readTable(file),
  () => void start(),
);
const controls = new Controls(() => void (trained && attempt(sampleAgain)));
data.onFile((file) => void take(file));
element("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  void start();
});
element("stop").addEventListener("click", () => void worker.finish());
element("copy-link").addEventListener("click", () => void attempt(copyLink));
element("save-samples").addEventListener("click", () => void attempt(saveSamples));
element("save-model").addEventListener("click", () => void attempt(saveModel));
element("save-picture").addEventListener("click", () => void attempt(savePicture));
addEventListener("hashchange", () => void attempt(open));
if (matchMedia("(max-width: 60rem)").matches)
  for (const id of ["training-section", "sampler-section", "keep-section"])
    element<HTMLDetailsElement>(id).open = false;
void attempt(open);

/** Shows what the address says, or the defaults. */
async function open(): Promise<void> {
  const hash = location.hash.slice(1);
  if (hash !== "" && hash === lastLink) return;
  let settings = defaults;
  let problem: unknown;
  try {
    settings = await decodeLink(hash);
  } catch (error) {
    problem = error;
  }
  controls.load(settings);
  data.load(settings.data);
  const job = train(settings);
  if (problem) announcer.problem(problem);
  await job;
}

function start(): Promise<void> {
  return attempt(async () => {
    const values = controls.values();
    await train({ ...values, data: data.spec(), stoppedAt: values.steps });
  });
}

async function take(file: File): Promise<void> {
  await attempt(async () => {
    announcer.say(`Reading ${file.name}…`);
    try {
      await data.read(file);
    } catch (error) {
      announcer.say("");
      throw error;
    }
    await start();
  });
}

async function train(settings: Settings): Promise<void> {
  const mine = ++turn;
  announcer.clear();
  announcer.say("Training…");
  trained = undefined;
  densityShown = false;
  enableKeeping(false);
  element<HTMLButtonElement>("stop").disabled = false;
  density.clear("Comes after training.");
  loss.clear();
  const onEvent = (event: WorkerEvent): void => {
    if (mine === turn) show(event);
  };
  const stoppedAt = await worker.train(settings, proxy(onEvent));
  if (mine !== turn) return;
  element<HTMLButtonElement>("stop").disabled = true;
  trained = { ...settings, stoppedAt };
  await sampleAgain();
}

/** Samples and density of the trained network, with the sampler that the form shows. */
async function sampleAgain(): Promise<void> {
  const mine = ++turn;
  const { sampler, levels, particles: count } = controls.values();
  const settings = { ...trained!, sampler, levels, particles: count };
  announcer.clear();
  announcer.say("Sampling…");
  const sampled = await worker.sample(settings);
  if (mine !== turn) return;
  shown = { settings, sampled };
  particles.setFlow(sampled.flow, { preview: false });
  element("fingerprint").textContent = sampled.fingerprint;
  enableKeeping(true);
  await showLink();
  if (!densityShown) {
    announcer.say("Computing the density…");
    const densities = await worker.density(
      proxy((fraction) => {
        if (mine === turn) announcer.progress(fraction);
      }),
    );
    if (mine !== turn) return;
    density.set(densities);
    densityShown = true;
  }
  const { steps, stoppedAt } = settings;
  const stopped = stoppedAt < steps ? ` (stopped at step ${stoppedAt} of ${steps})` : "";
  announcer.progress(1);
  announcer.say(`Done${stopped}. ${count.toLocaleString("en-US")} new points by ${samplers[sampler].label}.`);
}

function show(event: WorkerEvent): void {
  switch (event.kind) {
    case "data":
      particles.setData(event.rows, event.view);
      field.setData(event.rows, event.view);
      return;
    case "preview":
      particles.setFlow(event.flow, { preview: true });
      return;
    case "fields":
      field.setFields(event.fields);
      return;
    case "progress": {
      loss.add(event);
      const { step, steps, rowsPerSecond, secondsLeft } = event;
      announcer.progress(step / steps);
      const rate = `${formatRate(rowsPerSecond)} rows per second`;
      announcer.sayNow(`Training: ${rate}, ${Math.ceil(secondsLeft)} s left.`);
    }
  }
}

/** Runs what someone asked for; what goes wrong becomes a sentence, unless something newer was asked for. */
async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as Error).name !== "AbortError") announcer.problem(error);
  }
}

function enableKeeping(enabled: boolean): void {
  for (const button of keepButtons) button.disabled = !enabled;
}

/** Puts the link of what is shown into the address. */
async function showLink(): Promise<string> {
  if (!shown) return location.href;
  const { settings } = shown;
  lastLink = await encodeLink({ ...settings, ...controls.field() });
  history.replaceState(null, "", `#${lastLink}`);
  return location.href;
}

async function copyLink(): Promise<void> {
  const link = await showLink();
  try {
    await navigator.clipboard.writeText(link);
    announcer.say("Link copied.");
  } catch {
    // Without permission, or on a page that is not secure
    element("link-area").hidden = false;
    const input = element<HTMLInputElement>("link");
    input.value = link;
    input.select();
    announcer.say("Copy the link from the field.");
  }
}

async function saveSamples(): Promise<void> {
  const { settings, sampled } = shown!;
  const columns = settings.data.kind === "table" ? settings.data.columns : (["x", "y"] as const);
  save("samples.csv", new Blob([toCsv(samplesOf(sampled.flow), columns)], { type: "text/csv" }));
}

async function saveModel(): Promise<void> {
  const bytes = await worker.model();
  save("model.safetensors", new Blob([Uint8Array.from(bytes)], { type: "application/octet-stream" }));
}

async function savePicture(): Promise<void> {
  const { settings, sampled } = shown!;
  const { data: spec, seed, steps, sampler, levels } = settings;
  const foot = `${spec.kind === "density" ? spec.name : spec.kind}, seed ${seed}, ${steps} steps, ${samplers[sampler].label}, ${levels} levels; samples ${sampled.fingerprint}`;
  const panels: [string, HTMLCanvasElement][] = [
    ["Particles", element("particles-canvas")],
    ["Score field", element("field-canvas")],
    ["Density, learned", element("learned-canvas")],
  ];
  if (spec.kind !== "table") panels.push(["Density, exact", element("exact-canvas")]);
  save("picture.png", await picture(panels, foot));
}
