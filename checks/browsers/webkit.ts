import { spawn, type ChildProcess } from "node:child_process";
import { findCommand } from "../engines/browsers.ts";
import { freePort } from "../engines/serve.ts";
import { FILE_TIMEOUT_MILLIS, type TestBrowser } from "./test-browser.ts";

/**
 * WebKitGTK's own small browser, driven by the WebDriver protocol, on the display there is or on one of Xvfb.
 *
 * @throws Error saying what is not installed, or why it does not start
 */
export async function launchWebKit(): Promise<TestBrowser> {
  const driver = findCommand(["WebKitWebDriver"]);
  if (!driver) throw new Error("not installed (no WebKitWebDriver; Debian's package is webkit2gtk-driver)");
  const screen = await startScreen();
  const port = await freePort();
  const child = spawn(driver, [`--port=${port}`], { env: { ...process.env, ...screen.env }, stdio: "ignore" });
  const end = (): void => {
    child.kill();
    screen.end();
  };
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(FILE_TIMEOUT_MILLIS),
    });
    const { value } = (await answer.json()) as { value: T & { message?: string } };
    if (!answer.ok) throw new Error(value.message);
    return value;
  };
  try {
    await listens(port, child);
    const capabilities = { alwaysMatch: { timeouts: { script: FILE_TIMEOUT_MILLIS } } };
    const { sessionId, capabilities: its } = await send<Session>("POST", "/session", { capabilities });
    const session = `/session/${sessionId}`;
    return {
      name: `WebKitGTK ${its.browserVersion}`,
      async evaluateAt(url, script) {
        await send("POST", `${session}/url`, { url });
        return send("POST", `${session}/execute/sync`, { script: `return ${script}`, args: [] });
      },
      async close() {
        await send("DELETE", session);
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

interface Session {
  sessionId: string;
  capabilities: { browserVersion: string };
}

async function startScreen(): Promise<{ env: Record<string, string>; end(): void }> {
  if (process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]) return { env: {}, end: () => undefined };
  const xvfb = findCommand(["Xvfb"]);
  if (!xvfb) throw new Error("no display, and Xvfb is not installed");
  const child = spawn(xvfb, ["-displayfd", "1", "-screen", "0", "800x600x24"], { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
    child.once("exit", () => reject(new Error("Xvfb does not start")));
  });
  return { env: { DISPLAY: `:${number}` }, end: () => child.kill() };
}

async function listens(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    if (await fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false)) return; // prettier-ignore
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("WebKitWebDriver does not start");
}
