import { Address } from "./address.ts";
import { Announcer } from "./announcer.ts";
import { connect } from "./channel.ts";
import { Conductor, type Shown } from "./conductor.ts";
import { Controls } from "./controls.ts";
import { toCsv } from "./csv.ts";
import { DataInput } from "./data-input.ts";
import { picture, save } from "./downloads.ts";
import { element } from "./elements.ts";
import { arrangeEmbedding } from "./embed.ts";
import { samplesOf } from "./flow.ts";
import { formatRate } from "./format.ts";
import { decodeLink } from "./link.ts";
import { fillComparison } from "./panels/comparison.ts";
import { DensityPanel } from "./panels/density-panel.ts";
import { FieldPanel } from "./panels/field-panel.ts";
import { LevelsPanel } from "./panels/levels-panel.ts";
import { LossPanel } from "./panels/loss-panel.ts";
import { ParticlesPanel } from "./panels/particles-panel.ts";
import { SharesPanel } from "./panels/shares-panel.ts";
import { listPresets } from "./panels/presets-list.ts";
import type { WorkerEvent } from "./protocol.ts";
import { samplerOf } from "./samplers.ts";
import { defaults, type Looks } from "./settings.ts";

arrangeEmbedding();
const worker = connect(new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "langevin" }));
const announcer = new Announcer();
const keepButtons = ["copy-link", "save-samples", "save-model", "save-picture"].map((id) =>
  element<HTMLButtonElement>(id),
);

const field = new FieldPanel(
  {
    canvas: element("field-canvas"),
    sigma: element("sigma"),
    follow: element("follow"),
    shaken: element("shaken"),
    caption: element("field-caption"),
  },
  () => void showLink(),
);
const particles = new ParticlesPanel(
  {
    page: document.querySelector("main")!,
    data: element("data-canvas"),
    first: element("particles-canvas"),
    second: element("second-canvas"),
    firstName: element("first-name"),
    secondName: element("second-name"),
    firstCaption: element("frame-caption"),
    secondCaption: element("second-caption"),
    play: element("play"),
    frame: element("frame"),
    speed: element("speed"),
    somePaths: element("some-paths"),
    noPaths: element("no-paths"),
  },
  (sigma) => field.followSigma(sigma),
  ({ length }) => {
    announcer.say(length === 0 ? "No paths." : `${length} ${length === 1 ? "path" : "paths"}.`);
    void showLink();
  },
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
const levels = new LevelsPanel({
  canvas: element("levels-canvas"),
  floorKey: element("floor-key"),
  caption: element("levels-caption"),
});

const shares = new SharesPanel({
  panel: element("shares"),
  bars: element("shares-bars"),
  caption: element("shares-caption"),
});

const address = new Address((hash) =>
  history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`),
);
/** The samples on the page and the settings that made them. */
let shown: Shown | undefined;

const conductor = new Conductor(worker, {
  begin() {
    announcer.clear();
    enableKeeping(false);
    element<HTMLButtonElement>("stop").disabled = false;
    density.clear("Comes after training.");
    levels.clear("The loss at each σ comes after training.");
    loss.clear();
  },
  show,
  endTraining: () => (element<HTMLButtonElement>("stop").disabled = true),
  async showSamples(samples) {
    shown = samples;
    shares.setSamples(samples);
    const { settings, sampled, beside } = samples;
    const first = { name: samplerOf(settings.sampler).label, ...sampled };
    const second = beside && { name: samplerOf(settings.beside).label, ...beside };
    particles.setFlows(first, second);
    fillComparison(element("samplers-rows"), second ? [first, second] : [first]);
    element("fingerprint").textContent = sampled.fingerprint;
    enableKeeping(true);
    await showLink();
  },
  showDensities: (densities) => density.set(densities),
  showLevelLosses: (losses) => levels.set(losses),
  say: (text) => announcer.say(text),
  progress: (fraction) => announcer.progress(fraction),
});
const data = new DataInput(
  (file) => worker.readTable(file),
  () => void start("open"),
);
const controls = new Controls(
  () =>
    void attempt(async () => {
      announcer.clear();
      await conductor.sample(controls.values());
    }),
  () => {
    particles.setLayers(controls.looks().layers);
    void showLink();
  },
);
data.onFile((file) => void take(file));
element("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  void start("train");
});
element("stop").addEventListener("click", () => void conductor.finish());
element("copy-link").addEventListener("click", () => void attempt(copyLink));
element("save-samples").addEventListener("click", () => void attempt(saveSamples));
element("save-model").addEventListener("click", () => void attempt(saveModel));
element("save-picture").addEventListener("click", () => void attempt(savePicture));
addEventListener("hashchange", () => void attempt(open));
const narrow = matchMedia("(max-width: 60rem)");
if (narrow.matches)
  for (const id of ["training-section", "sampler-section", "keep-section"])
    element<HTMLDetailsElement>(id).open = false;
listPresets(element("presets"), () => {
  if (narrow.matches) element("particles-panel").scrollIntoView();
});
void attempt(open);

/** Shows what the address says, or the defaults. */
async function open(): Promise<void> {
  const hash = location.hash.slice(1);
  if (hash !== "" && address.isOwn(hash)) return;
  let settings = defaults;
  let problem: unknown;
  try {
    settings = await decodeLink(hash);
    address.opened(settings);
  } catch (error) {
    problem = error;
  }
  controls.load(settings);
  data.load(settings.data);
  particles.setLayers(settings.layers);
  particles.setPaths(settings.paths);
  const job = conductor.open(settings, () => controls.values());
  if (problem) announcer.problem(problem);
  await job;
}

/** Opens what is chosen, or trains it anew. */
function start(how: "open" | "train"): Promise<void> {
  return attempt(async () => {
    const values = controls.values();
    const settings = { ...values, ...looks(), data: data.spec(), stoppedAt: values.steps };
    await conductor[how](settings, () => controls.values());
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
    await start("open");
  });
}

function show(event: WorkerEvent): void {
  switch (event.kind) {
    case "data":
      particles.setData(event.rows, event.view);
      field.setData(event);
      shares.setData(event.shares);
      return;
    case "preview":
      particles.setPreview(event.flow);
      return;
    case "fields":
      field.setFields(event.fields);
      return;
    case "history":
      loss.add(event);
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

/** How the page shows what there is: nothing of it decides over the samples. */
function looks(): Looks {
  const most = shown?.settings.particles ?? Infinity;
  return { ...controls.looks(), paths: particles.paths.filter((particle) => particle < most) };
}

/** Shows in the address what is on the page. */
async function showLink(): Promise<void> {
  if (shown) await address.show({ ...shown.settings, ...looks() });
}

async function copyLink(): Promise<void> {
  const hash = await address.publish({ ...shown!.settings, ...looks() });
  const link = `${location.href.split("#")[0]}#${hash}`;
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
  const foot = `${spec.kind === "density" ? spec.name : spec.kind}, seed ${seed}, ${steps} steps, ${samplerOf(sampler).label}, ${levels} levels; samples ${sampled.fingerprint}`;
  const panels: [string, HTMLCanvasElement][] = [
    ["Particles", element("particles-canvas")],
    ["Score field", element("field-canvas")],
    ["Density, learned", element("learned-canvas")],
  ];
  if (spec.kind !== "table") panels.push(["Density, exact", element("exact-canvas")]);
  save("picture.png", await picture(panels, foot));
}
