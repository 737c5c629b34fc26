import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import {
  chromium,
  choose,
  describeIn,
  desk,
  done,
  open,
  phone,
  quickLink,
  servePage,
  textOf,
  violations,
} from "./page-kit.ts";

const site = servePage();

function isSeen(page: Page, selector: string): Promise<boolean> {
  return page.$eval(selector, (found) => (found as HTMLElement).checkVisibility());
}

function hashSays(page: Page, text: string, says = true): Promise<unknown> {
  const compare = (wanted: string, says: boolean) => location.hash.includes(wanted) === says;
  return page.waitForFunction(compare, { timeout: 60_000 }, text, says);
}

describeIn(chromium, (browser) => {
  it("paths are chosen by keyboard and by pointer, kept by the link, and let go", async () => {
    const { page, errors } = await open(browser(), site.origin + quickLink);
    await done(page);
    await page.focus("#particles-canvas");
    for (const key of ["ArrowLeft", "ArrowUp", "Space"] as const) await page.keyboard.press(key);
    await hashSays(page, "paths=");
    const { x, y, width } = (await (await page.$("#particles-canvas"))!.boundingBox())!;
    await page.mouse.click(x + 0.3 * width, y + 40);
    await page.waitForFunction(() => /paths=\d+\.\d+/.test(location.hash), { timeout: 60_000 });
    await page.reload();
    await done(page);
    expect(await page.evaluate(() => location.hash)).toMatch(/paths=\d+\.\d+/);
    await page.focus("#particles-canvas");
    await page.keyboard.press("Escape");
    await hashSays(page, "paths=", false);
    await page.click("#some-paths");
    await page.waitForFunction(() => /paths=(\d+\.){5}\d+/.test(location.hash), { timeout: 60_000 });
    expect(errors).toEqual([]);
    await page.close();
  });

  it("a second sampler moves the same noise beside the first; data may be apart", async () => {
    const { page, errors } = await open(browser(), site.origin + quickLink);
    await done(page);
    const print = await textOf(page, "fingerprint");
    expect(await isSeen(page, "#second-canvas")).toBe(false);
    await page.select("#beside", "annealedLangevin");
    await page.waitForFunction(() => document.querySelectorAll("#samplers-rows tr").length === 2, { timeout: 60_000 });
    await done(page);
    expect(await isSeen(page, "#second-canvas")).toBe(true);
    expect(await textOf(page, "fingerprint")).toBe(print);
    const rows = await page.$$eval("#samplers-rows tr", (rows) => rows.map((row) => row.textContent));
    expect(rows[0]).toMatch(/^heunOde11/); // 2·6 − 1 evaluations
    expect(rows[1]).toMatch(/^annealedLangevin\d/);
    await page.click("input[value=apart]");
    expect(await isSeen(page, "#data-canvas")).toBe(true);
    await hashSays(page, "layers=apart");
    const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(inner);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shakes the data by the slider's σ: at a large one they are elsewhere, at the smallest nearly where they were", async () => {
    const { page } = await open(browser(), `${site.origin}${quickLink}&sigma=0`);
    await done(page);
    const difference = (sigma: number) =>
      page.evaluate(async (sigma) => {
        const canvas = document.getElementById("field-canvas") as HTMLCanvasElement;
        const input = document.getElementById("sigma") as HTMLInputElement;
        const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
        const pixels = () => canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
        input.value = String(sigma);
        input.dispatchEvent(new Event("input"));
        await settle();
        const shaken = pixels();
        document.getElementById("shaken")!.click();
        await settle();
        const still = pixels();
        document.getElementById("shaken")!.click();
        return shaken.reduce((count, value, i) => count + Number(Math.abs(value - still[i]) > 100), 0);
      }, sigma);
    const [large, small] = [await difference(0), await difference(39)];
    expect(large).toBeGreaterThan(5 * small);
    await page.close();
  });

  it.each(["", "?embed"])(
    "axe-core finds nothing in the page%s, wide and on a phone, light and dark",
    async (query) => {
      const looks = `${quickLink}&beside=ddim&layers=apart&paths=1.2`;
      const { page } = await open(browser(), `${site.origin}${query}${looks}`);
      await done(page);
      if (query === "") {
        await choose(page, "drawing");
        await page.click("#train"); // an empty drawing: its complaint is looked at too
      }
      for (const viewport of [desk, phone]) {
        await page.setViewport(viewport);
        for (const value of ["light", "dark"]) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
          expect(await violations(page)).toEqual([]);
        }
        const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect(wide).toBeLessThanOrEqual(inner);
      }
      for (const id of ["#particles-canvas", "#data", "#train"]) expect(await isSeen(page, id)).toBe(true);
      for (const id of ["#presets", "#density-panel", "#copy-link"])
        if (query === "?embed") expect(await isSeen(page, id)).toBe(false);
      expect(await isSeen(page, "#whole-page")).toBe(query === "?embed");
      await page.close();
    },
  );

  it("on a phone the picture comes first, and is seen at once", async () => {
    const { page } = await open(browser(), site.origin + quickLink, phone);
    const { y, height } = (await (await page.$("#particles-canvas"))!.boundingBox())!;
    expect(y + height).toBeLessThan(phone.height);
    await page.close();
  });
});
