// Before commands: installs and builds (with --install it only installs) what is missing or out of date. Plain Node, no
// packages; old Nodes must get as far as the sentence about their version, hence the old spelling of the imports.
import { spawnSync } from "child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "fs";
import { join } from "path";
import { fileURLToPath } from "url";

const sources = [
  "package.json",
  "package-lock.json",
  "asconfig.json",
  "tsconfig.json",
  "tsconfig.types.json",
  "assembly",
  "scripts",
  "src",
];
const generated = join("src", "engine", "generated"); // made by the build itself

/** What is wrong with a version of Node such as "18.1.0", if anything. */
export function nodeProblem(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `langevin needs Node 20.19 or newer, and this is Node ${version}: see https://nodejs.org/.`;
}

/**
 * Whether packages are missing, or others than the lockfile's. npm writes its own copy of the lockfile last, so that an
 * install cut short does not count. A node_modules that is a link is left alone: it is another folder's, and npm would
 * empty it.
 */
export function needsInstall(root) {
  const folder = join(root, "node_modules");
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) return false;
  const [installed, wanted] = [join(folder, ".package-lock.json"), join(root, "package-lock.json")];
  return isOlder(installed, [wanted]) && !holdsAll(installed, wanted);
}

/** Whether every package of one lockfile is in another: a checkout makes a lockfile newer without changing it. */
function holdsAll(installed, wanted) {
  try {
    const [there, all] = [installed, wanted].map((path) => JSON.parse(readFileSync(path, "utf8")).packages);
    return Object.keys(all).every(
      (name) => name === "" || all[name].optional || (there[name] && there[name].version === all[name].version),
    );
  } catch {
    return false;
  }
}

export function needsBuild(root) {
  const files = [];
  for (const source of sources) listFiles(join(root, source), join(root, generated), files);
  return isOlder(join(root, "dist", "index.js"), files);
}

function isOlder(made, files) {
  if (!existsSync(made)) return true;
  const time = statSync(made).mtimeMs;
  return files.some((file) => existsSync(file) && statSync(file).mtimeMs > time);
}

function listFiles(path, except, into) {
  if (path === except || !existsSync(path)) return;
  if (!statSync(path).isDirectory()) into.push(path);
  else for (const name of readdirSync(path)) listFiles(join(path, name), except, into);
}

/** Standard output belongs to the command that is prepared. */
function npm(root, args, failure) {
  console.error(`> npm ${args.join(" ")}`);
  const cli = process.env.npm_execpath;
  const stdio = ["inherit", process.stderr.fd, "inherit"];
  const ours = cli && /npm-cli\.[cm]?js$/.test(cli); // the npm that runs us, not another one on the path
  const { status, signal } = ours
    ? spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio })
    : spawnSync("npm", args, { cwd: root, stdio, shell: process.platform === "win32" });
  if (status === 0) return;
  console.error(`\n${failure}`);
  process.exit(signal === "SIGINT" ? 130 : status || 1);
}

function setUp(root) {
  const problem = nodeProblem(process.versions.node);
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  if (needsInstall(root)) {
    console.error("Installing the development packages (once; this needs the network).");
    // Without them there is neither a compiler nor an example to run, whatever NODE_ENV says.
    npm(root, ["ci", "--include=dev"], "The packages could not be installed: npm's message above says why.");
  }
  if (!process.argv.includes("--install") && needsBuild(root)) {
    console.error("Building the kernels and the library.");
    npm(root, ["run", "build"], "The build failed: its message above says why.");
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url)))
  setUp(fileURLToPath(new URL("..", import.meta.url)));
