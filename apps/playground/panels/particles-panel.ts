import type { Flow } from "../flow.ts";
import { formatSigma } from "../format.ts";
import { spreadOut, toggled } from "../paths.ts";
import { samplesOf } from "../flow.ts";
import type { Layers } from "../settings.ts";
import type { View } from "../view.ts";
import { FlowView } from "./flow-view.ts";
import { Player, type PlayerElements } from "./player.ts";

export interface ParticlesElements extends PlayerElements {
  /** Widened where it holds more than one picture. */
  page: HTMLElement;
  data: HTMLCanvasElement;
  first: HTMLCanvasElement;
  second: HTMLCanvasElement;
  firstName: HTMLElement;
  secondName: HTMLElement;
  firstCaption: HTMLElement;
  secondCaption: HTMLElement;
  somePaths: HTMLButtonElement;
  noPaths: HTMLButtonElement;
}

/** What a sampler did, under its name. */
export interface NamedFlow {
  name: string;
  flow: Flow;
}

/** Paths that are drawn when someone asks for some. */
const SOME_PATHS = 6;

/** The flows of particles from noise to data, one or two beside each other, and the data. */
export class ParticlesPanel {
  private readonly elements: ParticlesElements;
  private readonly onSigma: (sigma: number) => void;
  private readonly onPaths: (paths: readonly number[]) => void;
  private readonly player: Player;
  private readonly data: FlowView;
  private readonly first: FlowView;
  private readonly second: FlowView;

  /**
   * @param onSigma called with the noise of the first flow's moment
   * @param onPaths called when someone has chosen particles or let them go
   */
  constructor(
    elements: ParticlesElements,
    onSigma: (sigma: number) => void,
    onPaths: (paths: readonly number[]) => void,
  ) {
    this.elements = elements;
    this.onSigma = onSigma;
    this.onPaths = onPaths;
    const choose = (particle: number | undefined): void =>
      this.choose(particle === undefined ? [] : toggled(this.paths, particle));
    this.data = new FlowView(elements.data, () => undefined);
    this.first = new FlowView(elements.first, choose);
    this.second = new FlowView(elements.second, choose);
    this.player = new Player(elements, (now) => this.show(now));
    elements.somePaths.addEventListener("click", () => {
      if (this.first.flow) this.choose(spreadOut(samplesOf(this.first.flow), SOME_PATHS));
    });
    elements.noPaths.addEventListener("click", () => this.choose([]));
    this.arrange();
  }

  /** Particles whose paths are drawn. */
  get paths(): readonly number[] {
    return this.first.paths;
  }

  setData(rows: Float64Array, view: View): void {
    for (const flowView of [this.data, this.first, this.second]) {
      flowView.setData(rows, view);
      flowView.flow = undefined;
    }
    this.player.clear();
  }

  /** A flow of an unfinished training. */
  setPreview(flow: Flow): void {
    this.first.flow = flow;
    this.player.set(flow.sigmas.length, { preview: true });
  }

  setFlows(first: NamedFlow, second: NamedFlow | undefined): void {
    this.first.flow = first.flow;
    this.second.flow = second?.flow;
    this.elements.firstName.textContent = first.name;
    this.elements.secondName.textContent = second?.name ?? "";
    this.elements.second.parentElement!.hidden = !second;
    this.arrange();
    this.player.set(first.flow.sigmas.length, { preview: false });
  }

  setLayers(layers: Layers): void {
    for (const flowView of [this.first, this.second]) flowView.layers = layers;
    this.elements.data.parentElement!.hidden = layers !== "apart";
    this.arrange();
  }

  setPaths(paths: readonly number[]): void {
    for (const flowView of [this.first, this.second]) flowView.paths = paths;
    this.elements.noPaths.disabled = paths.length === 0;
    this.show(false);
  }

  private choose(paths: number[]): void {
    this.setPaths(paths);
    this.onPaths(paths);
  }

  private arrange(): void {
    const { page, data, second, firstName } = this.elements;
    const several = !data.parentElement!.hidden || !second.parentElement!.hidden;
    page.classList.toggle("wide", several);
    firstName.hidden = !several;
    this.show(false);
  }

  /** Both flows at the same part of their way. */
  private show(now: boolean): void {
    const { first, second, player, elements } = this;
    if (first.flow) {
      const last = first.flow.sigmas.length - 1;
      first.moment = Math.min(player.at, last);
      const sigma = first.flow.sigmas[Math.round(first.moment)];
      player.describe(`σ = ${formatSigma(sigma)}`);
      elements.firstCaption.textContent = `σ = ${formatSigma(sigma)}`;
      this.onSigma(sigma);
      if (second.flow) {
        second.moment = (first.moment / last) * (second.flow.sigmas.length - 1);
        const other = second.flow.sigmas[Math.round(second.moment)];
        elements.secondCaption.textContent = `σ = ${formatSigma(other)}`;
      }
    }
    for (const { surface } of [this.data, first, second])
      if (now) surface.drawNow();
      else surface.redraw();
  }
}
