import type { Browser, Page } from "puppeteer-core";
import { isMathComplaint } from "./mathml.ts";

export type Scheme = "light" | "dark";

/** Opens a page, gives it to `use` with what it complained of so far, and closes it. */
export async function withTab<T>(browser: Browser, use: (tab: Page, complaints: string[]) => Promise<T>): Promise<T> {
  const tab = await browser.newPage();
  const complaints: string[] = [];
  tab.on("pageerror", (error) => isMathComplaint(String(error)) || complaints.push(`error: ${String(error)}`));
  tab.on("console", (message) => message.type() === "error" && complaints.push(`console: ${message.text()}`));
  tab.on(
    "response",
    (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`),
  );
  tab.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^http/.test(protocol) && hostname !== "127.0.0.1") complaints.push(`asks ${hostname}`);
  });
  try {
    return await use(tab, complaints);
  } finally {
    await tab.close();
  }
}

/** The theme's choice is in the page's store, which all browsers have; media features of Firefox cannot be set. */
export async function setScheme(tab: Page, scheme: Scheme): Promise<void> {
  await tab.evaluateOnNewDocument((value: string) => localStorage.setItem("vitepress-theme-appearance", value), scheme);
}

/** Waits until the page's scripts have taken it over. */
export const untilReady = (tab: Page): Promise<unknown> =>
  tab.waitForFunction(() => "__vue_app__" in document.querySelector("#app")!, { timeout: 30_000 });
