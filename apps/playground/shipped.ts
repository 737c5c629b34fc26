import type { ScoreNetwork } from "langevin";
import type { DensityName } from "./densities.ts";
import type { History } from "./protocol.ts";
import { defaults, trainsAs, type Settings } from "./settings.ts";

/** The file of a density's network that comes with the page; rejects where there is none. */
export type Shipped = (name: DensityName) => Promise<Uint8Array>;

/** Whether a network of these settings comes with the page, trained by train-shipped.ts: every density's, otherwise as by default. */
export function isShipped(settings: Settings): boolean {
  return settings.data.kind === "density" && trainsAs(settings, defaults);
}

export async function fetchShipped(name: DensityName): Promise<Uint8Array> {
  const response = await fetch(new URL(`./shipped/${name}.safetensors`, import.meta.url));
  if (!response.ok) throw new Error(`no network of ${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The note of a network's file that has its losses. */
const NOTE = "history";

export function noteOf(history: History): Record<string, string> {
  return { [NOTE]: JSON.stringify(history) };
}

export function historyOf({ notes }: ScoreNetwork): History | undefined {
  return NOTE in notes ? (JSON.parse(notes[NOTE]) as History) : undefined;
}
