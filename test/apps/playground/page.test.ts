import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine, loadModel } from "langevin";
import { createServer } from "vite";
import { expect, it } from "vitest";
import { fingerprint } from "../../../apps/playground/flow.ts";
import { Session } from "../../../apps/playground/session.ts";
import { defaults } from "../../../apps/playground/settings.ts";
import {
  choose,
  chromium,
  config,
  describeIn,
  desk,
  done,
  firefox,
  open,
  phone,
  quickLink,
  servePage,
  textOf,
} from "./page-kit.ts";

/** What {@link quickLink} says. */
const quick = { ...defaults, network: "32x2", steps: 200, stoppedAt: 200, levels: 6, particles: 500 } as const;
const site = servePage();

describeIn(firefox, (browser) => {
  it("a link gives the samples that it gives in Node", async () => {
    const { page } = await open(browser(), site.origin + quickLink);
    await done(page);
    expect(await textOf(page, "fingerprint")).toBe(await inNode());
    await page.close();
  });
});

async function inNode(): Promise<string> {
  const session = new Session();
  await session.train(quick, () => undefined);
  return (await session.sample(quick)).fingerprint;
}

describeIn(chromium, (browser) => {
  it.each([
    ["1280 × 800", desk],
    ["390 × 844", phone],
  ])("shows particles at %s, trains, fits, and comes back from its link", async (size, viewport) => {
    const page = await browser().newPage();
    await page.setViewport(viewport);
    await page.evaluateOnNewDocument(() => {
      const seen = { first: 0, tasks: [] as number[] };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
        type: "longtask",
        buffered: true,
      });
      const look = (): void => {
        if (document.getElementById("frame-caption")?.textContent) seen.first = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    // So many steps that no machine is done before it is told to stop
    await page.goto(`${site.origin}#net=32x2&train=50000`);
    await page.waitForFunction(() => Number(document.querySelector("progress")?.value) > 0.01, { timeout: 60_000 });
    const { first, tasks } = await page.evaluate(
      () => (globalThis as unknown as { seen: { first: number; tasks: number[] } }).seen,
    );
    const longest = tasks.length > 0 ? `${tasks.length}, up to ${Math.round(Math.max(...tasks))} ms` : "none";
    console.log(`${size}: first particles after ${Math.round(first)} ms; tasks over 50 ms: ${longest}`);
    expect(first).toBeGreaterThan(0);
    await page.click("#stop");
    await done(page);
    expect(await textOf(page, "status")).toMatch(
      /^Done \(stopped at step \d+ of 50000\)\. 3,000 new points by heunOde/,
    );
    const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(inner);
    // Every canvas shows something
    const blank = await page.$$eval("main canvas", (canvases) =>
      canvases
        .filter((canvas) => canvas.width > 0 && canvas.clientWidth > 0)
        .filter(
          (canvas) => !canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean),
        )
        .map(({ id }) => id),
    );
    expect(blank).toEqual([]);

    // The link of a training that was stopped gives the same samples again
    const print = await textOf(page, "fingerprint");
    expect(print).toMatch(/^[0-9a-f]{8}$/);
    await page.reload();
    await done(page);
    expect(await textOf(page, "fingerprint")).toBe(print);
    await page.close();
  });

  it("a link gives the samples that it gives in Node, and downloads are they", async () => {
    const { page, errors } = await open(browser(), site.origin + quickLink);
    const session = await page.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: site.folder });
    await done(page);
    const print = await textOf(page, "fingerprint");
    expect(print).toBe(await inNode());
    for (const id of ["save-samples", "save-model", "save-picture"]) await page.click(`#${id}`);
    const [csv, model, png] = await Promise.all(["samples.csv", "model.safetensors", "picture.png"].map(download));
    const lines = csv.toString().trimEnd().split("\n");
    expect(lines[0]).toBe("x,y");
    expect(fingerprint(Float64Array.from(lines.slice(1).flatMap((line) => line.split(",").map(Number))))).toBe(print);
    expect(loadModel(await createEngine({ threads: 1 }), new Uint8Array(model)).options.hidden).toEqual([32, 32]);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // Another sampler does not train again
    await page.select("#sampler", "annealedLangevin");
    const changed = (before: string) => {
      const { textContent } = document.getElementById("status")!;
      return (
        textContent!.includes("annealedLangevin") && document.getElementById("fingerprint")!.textContent !== before
      );
    };
    await page.waitForFunction(changed, { timeout: 60_000 }, print);
    expect(await page.evaluate(() => location.hash)).toContain("sampler=annealedLangevin");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("runs from its sources as well, as npm run playground serves it", async () => {
    const server = await createServer({ configFile: config, logLevel: "error", cacheDir: join(site.folder, "cache") });
    await server.listen();
    try {
      const page = await browser().newPage();
      await page.goto(server.resolvedUrls!.local[0] + quickLink);
      await done(page);
      expect(await textOf(page, "fingerprint")).toBe(await inNode());
      await page.close();
    } finally {
      await server.close();
    }
  });

  it("works by keyboard alone: choose the drawing pad, draw, train, play", async () => {
    const { page } = await open(browser(), site.origin + quickLink);
    await done(page);
    const tabTo = async (id: string): Promise<void> => {
      for (let k = 0; k < 40; k++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
      }
      throw new Error(`Tab does not lead to ${id}`);
    };
    await tabTo("data-moons");
    for (let k = 0; k < 30; k++) {
      if (await page.evaluate(() => document.activeElement?.id === "data-drawing")) break;
      await page.keyboard.press("ArrowUp"); // from the first to the last
    }
    await tabTo("pad");
    for (const key of ["ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"] as const)
      for (let k = 0; k < 4; k++) {
        await page.keyboard.press(key);
        await page.keyboard.press("Space");
      }
    await tabTo("train");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.includes("data=drawing"), { timeout: 60_000 });
    await done(page);
    await tabTo("frame");
    await page.keyboard.press("Home");
    expect(await textOf(page, "frame-caption")).not.toBe("σ = 0");
    await page.close();
  });

  it("draws with the pointer", async () => {
    const { page } = await open(browser(), site.origin + quickLink);
    await choose(page, "drawing");
    const { x, y } = (await (await page.$("#pad"))!.boundingBox())!;
    await page.mouse.move(x + 50, y + 50);
    await page.mouse.down();
    await page.mouse.move(x + 200, y + 120, { steps: 5 });
    await page.mouse.up();
    await page.click("#train");
    await page.waitForFunction(() => location.hash.includes("data=drawing"), { timeout: 60_000 });
    await page.close();
  });

  it("the same link gives the same field and curve, whenever its messages arrive", async () => {
    const seen = new Set<string>();
    for (let load = 0; load < 4; load++) {
      const page = await browser().newPage();
      await page.setViewport(desk);
      await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
      await page.goto(`${site.origin}#data=moons&net=32x2&train=600&steps=6&count=500&sigma=20`);
      await done(page);
      seen.add(
        await page.evaluate(async () => {
          await new Promise((resolve) => setTimeout(resolve, 300)); // for what is still to be drawn
          const field = document.getElementById("field-canvas") as HTMLCanvasElement;
          return [field.toDataURL(), document.getElementById("figure-step")!.textContent].join(" ");
        }),
      );
      await page.close();
    }
    expect(seen.size).toBe(1);
  });
});

async function download(name: string): Promise<Buffer> {
  const path = join(site.folder, name);
  const until = Date.now() + 30_000;
  while (!existsSync(path)) {
    if (Date.now() > until) throw new Error(`${name} was not downloaded`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return readFileSync(path);
}
