import type { Shown } from "../conductor.ts";
import { densityOf } from "../densities.ts";
import { samplesOf } from "../flow.ts";
import { sharesOf } from "../modes.ts";
import { samplerOf } from "../samplers.ts";

export interface SharesElements {
  panel: HTMLElement;
  bars: HTMLElement;
  caption: HTMLElement;
}

/** Modes up to which their shares are told in figures. */
const MOST_FIGURES = 4;

/** How much of the data, and of the samples, is in each mode: bars of one length, a piece for each mode. */
export class SharesPanel {
  private readonly elements: SharesElements;
  private data: number[] | undefined;

  constructor(elements: SharesElements) {
    this.elements = elements;
  }

  /** Shares in the data; none where there are no modes. */
  setData(shares: number[] | undefined): void {
    this.data = shares;
    this.elements.panel.hidden = !shares;
    this.show([]);
  }

  setSamples({ settings: { data, sampler, beside: second }, sampled, beside }: Shown): void {
    const modes = data.kind === "density" ? densityOf(data.name).modes : undefined;
    if (!modes) return;
    const samples = [{ key: sampler, ...sampled }, ...(beside ? [{ key: second, ...beside }] : [])];
    const found = samples.map(({ key, flow }): [string, number[]] => [
      samplerOf(key).label,
      sharesOf(modes, samplesOf(flow)),
    ]);
    this.show(found);
    const exact = modes.shares.length > MOST_FIGURES ? `${modes.shares.length} equal ones` : figures(modes.shares);
    const errors = found.map(([, shares]) => Math.max(...shares.map((share, k) => Math.abs(share - modes.shares[k]))));
    const off = errors.map(percent).join(" and ");
    this.elements.caption.textContent = `Exact: ${exact}. The samples are off by ${off} at most.`;
  }

  private show(more: [name: string, shares: number[]][]): void {
    const bars: [string, number[]][] = this.data ? [["data", this.data], ...more] : more;
    this.elements.bars.replaceChildren(...bars.map(([name, shares]) => bar(name, shares)));
    this.elements.caption.textContent = "";
  }
}

function bar(name: string, shares: readonly number[]): HTMLElement {
  const row = Object.assign(document.createElement("div"), { className: name === "data" ? "bar" : "bar samples" });
  const pieces = Object.assign(document.createElement("div"), { className: "pieces" });
  pieces.setAttribute("role", "img");
  pieces.ariaLabel = `${name}: ${figures(shares)}`;
  for (const share of shares) {
    const piece = document.createElement("span");
    piece.style.flexGrow = String(share);
    if (shares.length <= MOST_FIGURES) piece.textContent = percent(share);
    pieces.append(piece);
  }
  row.append(Object.assign(document.createElement("span"), { className: "name", textContent: name }), pieces);
  return row;
}

function figures(shares: readonly number[]): string {
  return shares.map(percent).join(", ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
