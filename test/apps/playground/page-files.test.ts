import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import type { ElementHandle, Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { choose, chromium, describeIn, done, doneAnew, open, quickLink, servePage, textOf } from "./page-kit.ts";

const site = servePage();

/** Chooses a file of this content. */
async function upload(page: Page, name: string, content: Uint8Array | string): Promise<void> {
  const path = join(site.folder, name);
  writeFileSync(path, content);
  await ((await page.$("#file")) as ElementHandle<HTMLInputElement>).uploadFile(path);
}

describeIn(chromium, (browser) => {
  it("keeps a file's rows out of the address until the link is copied; the link brings them back", async () => {
    const { page, errors } = await open(browser(), site.origin + quickLink);
    await done(page);
    expect(await page.evaluate(() => location.hash)).toContain("data=moons");
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${i % 90},${2000 + ((i * 37) % 500)},${i === 77 ? 1e9 : i % 13}`,
    );
    await upload(page, "people.csv", `age,salary,children\n${rows.join("\n")}\n`);
    await page.waitForFunction(() => document.getElementById("data-note")!.textContent !== "", { timeout: 60_000 });
    expect(await textOf(page, "data-note")).toBe(
      '400 rows; rounded to 1/4095 of a column\'s range, enough for a link. The delimiter is ",". The first row names the columns: it has words where the rows below have values of another kind.',
    );
    await page.waitForFunction(() => location.hash === "", { timeout: 60_000 });
    await done(page);
    const before = await textOf(page, "fingerprint");
    await page.select("#column-y", "2");
    await page.waitForFunction(() =>
      document.getElementById("data-note")!.textContent!.startsWith("399 rows, without 1"),
    );
    await doneAnew(page, before);
    expect(await page.evaluate(() => [location.hash, history.length])).toEqual(["", 2]);
    await page.click("#copy-link");
    await page.waitForFunction(() => location.hash.includes("data=table"));
    const print = await textOf(page, "fingerprint");
    await page.reload();
    await done(page);
    expect(await textOf(page, "fingerprint")).toBe(print);
    expect(await page.evaluate(() => location.hash)).toContain("children");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("says what to do about bad input, and goes on working", async () => {
    const { page, errors } = await open(browser(), site.origin + quickLink);
    await done(page);
    const complaint = async (): Promise<string> => {
      await page.waitForFunction(() => document.getElementById("problem")!.textContent !== "", { timeout: 60_000 });
      const said = await textOf(page, "problem");
      await page.evaluate(() => (document.getElementById("problem")!.textContent = ""));
      return said;
    };
    await upload(page, "notes.txt", "Dear reader,\nthis is a text.\n");
    expect(await complaint()).toMatch(/^notes\.txt has no column of numbers.*Choose a CSV file with two/);
    await upload(page, "words.csv", `name,town\n${"Anna,Ulm\n".repeat(100)}`);
    expect(await complaint()).toMatch(/^words\.csv has no column of numbers.*Choose a CSV file with two/);
    await upload(page, "one.csv", `a\n${Array.from({ length: 60 }, (_, k) => k * k).join("\n")}`);
    expect(await complaint()).toMatch(/^one\.csv has one column of numbers only, a\. Choose/);
    await upload(page, "broken.png", "no image");
    expect(await complaint()).toMatch(/^This browser cannot read broken\.png as an image\. Save it/);
    await choose(page, "drawing");
    await page.click("#train");
    expect(await complaint()).toMatch(/^The drawing is empty\. Draw/);
    await choose(page, "moons");
    await page.$eval("#steps", (field) => ((field as HTMLInputElement).value = "1.5"));
    await page.click("#sampler-note");
    await page.$eval("#controls", (form) => form.dispatchEvent(new SubmitEvent("submit", { cancelable: true })));
    expect(await complaint()).toBe("Training steps: enter a whole number from 100 to 50,000.");
    await page.$eval("#steps", (field) => ((field as HTMLInputElement).value = "200"));

    // 40 megapixels are scaled down, and learned
    const before = await textOf(page, "fingerprint");
    await upload(page, "large.png", largeImage(8000, 5000));
    await page.waitForFunction(() => document.getElementById("data-note")!.textContent !== "", { timeout: 60_000 });
    expect(await textOf(page, "data-note")).toBe("large.png: 8000 × 5000 pixels, scaled down to 64 × 40.");
    await doneAnew(page, before);
    expect(errors).toEqual([]);

    const { page: other } = await open(browser(), `${site.origin}#data=nothing`);
    const said = await other.waitForFunction(() => document.getElementById("problem")!.textContent, {
      timeout: 60_000,
    });
    expect(await said.jsonValue()).toMatch(/^This link names data that does not exist\. The page shows its default/);
    await other.close();
    await page.close();
  });
});

function largeImage(width: number, height: number): Uint8Array {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "black";
  context.fillRect(width / 4, height / 4, width / 4, height / 2);
  return canvas.toBuffer("image/png");
}
