import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// The release script in a repository of its own, whose checks say what they were asked
const scripts = fileURLToPath(new URL("../../scripts", import.meta.url));
let folder = "";

const changelog = `# Changelog

## Unreleased

Nothing has been published yet.

### Added

- Rows.
`;

const echo = (word: string, status = 0) =>
  `node -e "console.log('${word}', process.argv.slice(1).join(' ')); process.exit(${status})" --`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "langevin-release-"));
  mkdirSync(join(folder, "scripts"));
  for (const file of ["release.mjs", "changelog.mjs"]) copyFileSync(join(scripts, file), join(folder, "scripts", file));
  write("scripts/check-package.mjs", "console.log('ran package');");
  write("CHANGELOG.md", changelog);
  write("CITATION.cff", "cff-version: 1.2.0\nversion: 0.1.0\nlicense: MIT\n");
  write(".gitignore", "out/\n");
  writeManifest({});
  write(
    "package-lock.json",
    '{"name":"tried","version":"0.1.0","lockfileVersion":3,"packages":{"":{"name":"tried","version":"0.1.0"}}}',
  );
  git("init", "--quiet");
  git("config", "user.name", "Someone");
  git("config", "user.email", "someone@example.org");
  commit();
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();

function writeManifest(changes: Record<string, string>): void {
  const its = { check: echo("ran check"), test: echo("ran test"), consumers: echo("ran consumers"), ...changes };
  write("package.json", JSON.stringify({ name: "tried", version: "0.1.0", files: ["CHANGELOG.md"], scripts: its }));
}

function commit(): void {
  git("add", "--all");
  git("commit", "--quiet", "-m", "All");
}

function release(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/release.mjs", ...args], {
    ...{ cwd: folder, encoding: "utf8" },
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
  return { status, stdout, stderr };
}

const today = () => new Date().toISOString().slice(0, 10);

test("checks, packs, has the packed file used, commits and tags with the notes; publishes nothing", () => {
  const { status, stdout } = release("0.2.0");
  expect([status, stdout.split("\n").filter((line) => line.startsWith("ran "))]).toEqual([
    0,
    ["ran check ", "ran test ", "ran package", "ran consumers --tarball out/tried-0.2.0.tgz"],
  ]);
  expect(stdout).toContain("To publish:\n  npm publish out/tried-0.2.0.tgz\n  git push --follow-tags\n");
  expect(read("CHANGELOG.md")).toBe(`# Changelog\n\n## Unreleased\n\n## 0.2.0 (${today()})\n\n### Added\n\n- Rows.\n`);
  expect(read("CITATION.cff")).toBe(`cff-version: 1.2.0\nversion: 0.2.0\ndate-released: ${today()}\nlicense: MIT\n`);
  const versions = ["package.json", "package-lock.json"].map(
    (file) => (JSON.parse(read(file)) as { version: string }).version,
  );
  expect(versions).toEqual(["0.2.0", "0.2.0"]);
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--format=%s %D", "-1")).toMatch(/^Version 0\.2\.0 .*tag: v0\.2\.0/);
  expect(git("for-each-ref", "--format=%(contents)", "refs/tags/v0.2.0")).toBe("### Added\n\n- Rows.");
  expect(read("out/release-notes-0.2.0.md")).toBe("### Added\n\n- Rows.\n");
  expect(existsSync(join(folder, "out/tried-0.2.0.tgz"))).toBe(true);
});

test("a dry run does the same, and leaves the tree without commit and tag", () => {
  const before = git("rev-parse", "HEAD");
  const { status, stdout } = release("0.2.0", "--dry-run", "--quick");
  expect([status, stdout]).toEqual([0, expect.stringContaining("ran consumers --tarball out/tried-0.2.0.tgz --quick")]);
  expect(stdout).toContain("nothing is committed");
  expect([git("rev-parse", "HEAD"), git("tag"), git("status", "--porcelain")]).toEqual([before, "", ""]);
  expect(existsSync(join(folder, "out/tried-0.2.0.tgz"))).toBe(true);
});

test("the first release may have the version that is there", () => {
  expect(release("0.1.0").status).toBe(0);
  expect(git("tag")).toBe("v0.1.0");
  write("CHANGELOG.md", read("CHANGELOG.md").replace("## Unreleased\n", "## Unreleased\n\n- More.\n"));
  commit();
  expect(release("0.1.0").stderr).toContain("expected one version after 0.1.0, got 0.1.0");
  expect(release("0.1.1").status).toBe(0);
  expect(read("CHANGELOG.md")).toMatch(/## Unreleased\n\n## 0\.1\.1 \(.*\)\n\n- More\.\n\n## 0\.1\.0 \(/);
});

describe("is refused, with the tree as before:", () => {
  const refused = (args: string[], message: string) => {
    const tree = git("status", "--porcelain");
    const { status, stderr } = release(...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`release: ${message}`)]);
    expect([git("tag"), git("status", "--porcelain")]).toEqual(["", tree]);
  };

  test.each([
    [[], "expected one version after 0.1.0, got none"],
    [["0.0.9"], "expected one version after 0.1.0, got 0.0.9"],
    [["next"], "expected one version after 0.1.0, got next"],
    [["0.2.0", "0.3.0"], "expected one version after 0.1.0, got 0.2.0 0.3.0"],
  ])("versions %j", (args, message) => refused(args, message));

  test("a tree with changes", () => {
    write("new.txt", "");
    refused(["0.2.0"], "expected a clean tree, got\n?? new.txt");
  });

  test("a changelog without lines", () => {
    write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- Rows.\n");
    commit();
    refused(["0.2.0"], 'expected lines under "Unreleased" in CHANGELOG.md, got none');
  });

  test("consumers that fail", () => {
    writeManifest({ consumers: echo("failed", 1) });
    commit();
    refused(["0.2.0"], "Command failed");
  });
});
