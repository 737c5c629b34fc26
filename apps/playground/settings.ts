import type { DataSpec } from "./data-spec.ts";

/** Everything that decides over the picture, bit for bit. */
export interface Settings {
  data: DataSpec;
  network: NetworkName;
  /** Training steps. */
  steps: number;
  /** Steps after which training was stopped by hand; `steps` when it was not. */
  stoppedAt: number;
  seed: number;
  /** Key of a sampler of the page. */
  sampler: string;
  /** Key of a second sampler, which moves the same noise; "" for none. */
  beside: string;
  /** Noise levels that the sampler goes through. */
  levels: number;
  particles: number;
  /** Index of the σ at which the score field is shown, 0 the largest; the particles' own where it follows them. */
  sigmaIndex: number;
  follow: boolean;
  /** Whether the score field's data are shaken by its σ. */
  shaken: boolean;
  layers: Layers;
  /** Particles whose paths are drawn. */
  paths: number[];
}

/** Where the data are drawn: under the particles, over them, or in a picture of their own. */
export type Layers = (typeof layerings)[number];
export const layerings = ["behind", "front", "apart"] as const;

/** Settings of how things are shown. */
export type Looks = Pick<Settings, "sigmaIndex" | "follow" | "shaken" | "layers" | "paths">;

export const networks = {
  "32x2": { label: "small: 2 layers of 32", hidden: [32, 32] },
  "64x3": { label: "medium: 3 layers of 64", hidden: [64, 64, 64] },
  "128x3": { label: "the library's: 3 layers of 128", hidden: [128, 128, 128] },
} as const;

export type NetworkName = keyof typeof networks;

/** Least, most. */
export const bounds = {
  steps: [100, 50_000],
  seed: [0, 999_999_999],
  levels: [2, 200],
  particles: [100, 10_000],
} as const satisfies Partial<Record<keyof Settings, readonly [number, number]>>;

/** Noise levels, from the largest to the smallest, at which the score field can be shown. */
export const FIELD_LEVELS = 40;

export const defaults: Settings = {
  data: { kind: "density", name: "moons" },
  network: "128x3",
  steps: 3000,
  stoppedAt: 3000,
  seed: 1,
  sampler: "heunOde",
  beside: "",
  levels: 30,
  particles: 3000,
  sigmaIndex: 22,
  follow: true,
  shaken: true,
  layers: "behind",
  paths: [],
};

export function isNetworkName(name: unknown): name is NetworkName {
  return typeof name === "string" && Object.hasOwn(networks, name);
}

/** Whether a value is a whole number within its bounds. */
export function inBounds(name: keyof typeof bounds, value: number): boolean {
  const [least, most] = bounds[name];
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Whether two settings, on the same data, make the same network. */
export function trainsAs(a: Settings, b: Settings): boolean {
  return (["network", "steps", "stoppedAt", "seed"] as const).every((name) => a[name] === b[name]);
}
