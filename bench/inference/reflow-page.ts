import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browsers, launchBrowser } from "../../checks/engines/browsers.ts";
import { serveFolder } from "../../checks/engines/serve.ts";
import { saveModel, type ScoreNetwork } from "../../src/index.ts";
import { progress } from "../kit/print.ts";

/** What a page measured of itself. */
export interface Frames {
  network: string;
  arithmetic: string;
  browser: string;
  /** Median time that the rows of a frame took. */
  millis: number;
  /** Frames a second. */
  frames: number;
}

const root = new URL("../../", import.meta.url).pathname;

/** Draws `count` rows for each frame as points of a canvas, from new latent codes each time. */
const program = (count: number, seconds: number): string => `
  import { createEngine, loadModel } from "./dist/index.js";
  const query = new URLSearchParams(location.search);
  const engine = await createEngine({ threads: 1, arithmetic: query.get("arithmetic") });
  const network = loadModel(engine, await (await fetch(query.get("model"))).arrayBuffer());
  const { sigmaMax } = network.sigmaRange;
  const scale = Math.sqrt(1 + sigmaMax ** 2);
  const latents = Float64Array.from({ length: ${2 * count} }, () =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
  const context = document.querySelector("canvas").getContext("2d");
  const image = context.createImageData(400, 400);
  const pixels = new Uint32Array(image.data.buffer);
  const times = [];
  let [first, last] = [0, 0];
  const draw = (now) => {
    if (!first) first = now;
    last = now;
    const began = performance.now();
    const [c, s] = [Math.cos(now / 1000), Math.sin(now / 1000)];
    const turned = latents.map((z, i) => scale * (i % 2 ? s * latents[i - 1] + c * z : c * z - s * latents[i + 1]));
    const rows = network.encoding.decode(network.denoise(turned, sigmaMax));
    times.push(performance.now() - began);
    pixels.fill(0xffffffff);
    for (let i = 0; i < rows.length; i += 2) {
      const [column, line] = [200 + 40 * rows[i], 200 - 40 * rows[i + 1]];
      if (column >= 0 && column < 400 && line >= 0 && line < 400) pixels[400 * (line | 0) + (column | 0)] = 0xff000000;
    }
    context.putImageData(image, 0, 0);
    if (now - first < ${1000 * seconds}) requestAnimationFrame(draw);
    else globalThis.result = { millis: times.sort((a, b) => a - b)[times.length >> 1], frames: (1000 * (times.length - 1)) / (last - first) };
  };
  requestAnimationFrame(draw);`;

/** Frames of a page that draws `count` rows in each, in Chromium, for every network and either arithmetic. */
export async function framesOf(
  networks: Readonly<Record<string, ScoreNetwork>>,
  count: number,
  seconds: number,
): Promise<Frames[]> {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const folder = mkdtempSync(join(tmpdir(), "langevin-frames-"));
  const launched = await launchBrowser(browsers[0], 120_000);
  try {
    cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
    const text = `<!doctype html><canvas width="400" height="400"></canvas><script type="module">${program(count, seconds)}</script>`;
    writeFileSync(join(folder, "index.html"), text);
    const site = await serveFolder(folder, {});
    const found: Frames[] = [];
    for (const [network, model] of Object.entries(networks)) {
      writeFileSync(join(folder, "model.safetensors"), saveModel(model, { for: "sampling" }));
      for (const arithmetic of ["strict", "fused"]) {
        const page = await launched.browser.newPage();
        page.on("pageerror", (error) => progress(`inference: page: ${String(error)}`));
        await page.goto(`${site.origin}?model=model.safetensors&arithmetic=${arithmetic}`);
        await page.waitForFunction(() => "result" in globalThis, { timeout: 60_000 });
        const result = await page.evaluate(
          () => (globalThis as unknown as { result: Pick<Frames, "millis" | "frames"> }).result,
        );
        found.push({ network, arithmetic, browser: launched.name, ...result });
        await page.close();
      }
    }
    site.close();
    return found;
  } finally {
    await launched.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
