import { describe, expect, it } from "vitest";
import { limits, type DataSpec } from "../../../apps/playground/data-spec.ts";
import { decodeLink, encodeLink, LinkError } from "../../../apps/playground/link.ts";
import { bounds, defaults, type Settings } from "../../../apps/playground/settings.ts";

/** Numbers that look random, 0…below−1. */
function scatter(count: number, below: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0).map((n) => n % below);
}

const drawing: DataSpec = { kind: "drawing", dabs: Uint8Array.from(scatter(2 * limits.dabs, 256)) };
const image: DataSpec = { kind: "image", width: 64, height: 40, levels: Uint8Array.from(scatter(64 * 40, 16)) };
const table: DataSpec = {
  kind: "table",
  columns: ["größe, cm", 'a"b&c=d#'],
  ranges: [
    [-1.5, 1e-7],
    [0.1, 3e9],
  ],
  points: Uint16Array.from(
    scatter(limits.tableRows, 4096)
      .sort((a, b) => a - b)
      .flatMap((x, k) => [x, (k * 977) % 4096]),
  ),
};

describe("a link", () => {
  it.each([
    ["the defaults", defaults],
    ["a density", { ...defaults, data: { kind: "density", name: "2spirals" } }],
    ["the largest drawing", { ...defaults, data: drawing }],
    ["the largest image", { ...defaults, data: image }],
    ["the largest table", { ...defaults, data: table }],
    [
      "other settings",
      {
        ...{
          data: defaults.data,
          network: "128x3",
          steps: 777,
          stoppedAt: 12,
          seed: 0,
          sampler: "dpmSolverPlusPlus-sde",
        },
        ...{ beside: "annealedLangevin", levels: 200, particles: 100 },
        ...{ sigmaIndex: 3, follow: false, shaken: false, layers: "apart", paths: [99, 0, 7] },
      },
    ],
  ] as [string, Settings][])("brings back %s", async (_, settings) => {
    expect(await decodeLink(`#${await encodeLink(settings)}`)).toEqual(settings);
  });

  it("is of letters that no mail program breaks, and short", async () => {
    for (const [data, most] of [
      [defaults.data, 150],
      [drawing, 6000],
      [table, 22_000],
    ] as const) {
      const link = await encodeLink({ ...defaults, data });
      expect(link).toMatch(/^[\w\-.~%=&+*]+$/);
      expect(link.length).toBeLessThan(most);
    }
  });

  it("that says nothing gives the defaults", async () => {
    expect(await decodeLink("")).toEqual(defaults);
    expect((await decodeLink("#data=rings")).data).toEqual({ kind: "density", name: "rings" });
  });

  it.each([
    ["another version", "v=1"],
    ["an unknown density", "data=constructor"],
    ["an unknown network", "net=toString"],
    ["an unknown sampler", "sampler=x"],
    ["no seed", "seed="],
    ["a seed with a point", "seed=1.5"],
    ["too many steps", `train=${bounds.steps[1] + 1}`],
    ["too few particles", "count=1"],
    ["a stop after the end", "train=500&stop=501"],
    ["a σ that is none", "sigma=40"],
    ["an unknown second sampler", "beside=x"],
    ["data where they cannot be", "layers=above"],
    ["data that are half shaken", "shaken=0.5"],
    ["a path of no particle", "count=200&paths=1.200"],
    ["too many paths", `paths=${Array.from({ length: 13 }, (_, k) => k).join(".")}`],
    ["no bytes", "data=drawing"],
    ["bytes that are no base64", "data=image&bytes=***"],
    ["bytes that are not deflated", "data=drawing&bytes=AAAA"],
    ["a table without columns", "data=table&bytes=AwA"],
  ])("with %s is refused in a sentence", async (_, hash) => {
    await expect(decodeLink(hash)).rejects.toThrow(LinkError);
    await expect(decodeLink(hash)).rejects.toThrow(/^This link .*\. The page shows its default instead;/);
  });

  it.each([
    ["beyond f32", [1e300, 1.1e300]],
    ["infinitely far apart", [-1.7e308, 1.7e308]],
    ["too near for 4,095 steps", [1, 1 + 1e-15]],
    ["nearer than any f32", [0, 1e-300]],
    ["of no extent", [1, 1]],
  ])("of a table with ranges %s is refused", async (_, range) => {
    const link = await encodeLink({ ...defaults, data: table });
    const entries = new URLSearchParams(link);
    entries.set("ranges", JSON.stringify([range, [0, 1]]));
    await expect(decodeLink(entries.toString())).rejects.toThrow("damaged");
    entries.set("ranges", JSON.stringify([[0, 1], range]));
    await expect(decodeLink(entries.toString())).rejects.toThrow("damaged");
    entries.set(
      "ranges",
      JSON.stringify([
        [0, 1],
        [1.7e12, 1.7e12 + 60_000],
      ]),
    ); // milliseconds of a minute
    expect((await decodeLink(entries.toString())).data.kind).toBe("table");
  });

  it("cut off anywhere is refused", async () => {
    const link = await encodeLink({ ...defaults, data: image });
    for (const length of [link.length - 1, link.length - 40, link.indexOf("bytes=") + 10])
      await expect(decodeLink(link.slice(0, length))).rejects.toThrow("damaged");
  });

  it("whose bytes unpack to megabytes is refused before they do", async () => {
    const stream = new Blob([new Uint8Array(5e6)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bomb = Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
    await expect(decodeLink(`data=drawing&bytes=${bomb}`)).rejects.toThrow("damaged");
  });
});
