import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../../apps/site/cells/fingerprint.ts";
import { runInNode } from "../../../../apps/site/cells/node-cells.ts";

const imports = 'import { show } from "langevin/cell";\n';

describe("a cell's run", () => {
  it("gives what it shows in order", async () => {
    const outputs = await runInNode(
      `${imports}show.text("a");\nshow.number("n", await Promise.resolve(2), { exact: 3 });\nshow.bits([1]);`,
    );
    expect(outputs).toEqual([
      { kind: "text", text: "a" },
      { kind: "number", name: "n", value: 2, exact: 3 },
      { kind: "bits", bits: fingerprint([[1]]) },
    ]);
  });

  it("reads sliders at the reader's places", async () => {
    const text = `${imports}show.number("twice", 2 * show.slider("u", { min: 0, max: 1, value: 0.5 }));`;
    const twice = async (sliders: Record<string, number>): Promise<unknown> =>
      (await runInNode(text, sliders)).find(({ kind }) => kind === "number");
    expect(await twice({})).toMatchObject({ value: 1 });
    expect(await twice({ u: 0.75 })).toMatchObject({ value: 1.5 });
  });

  it("has the library's own modules, by name or whole, early or late", async () => {
    const outputs = await runInNode(`${imports}import * as all from "langevin";
import { moons } from "langevin/toys";
const { energyDistance } = await import("langevin/metrics");
show.text([typeof all.train, moons.dim, typeof energyDistance].join());`);
    expect(outputs).toEqual([{ kind: "text", text: "function,2,function" }]);
  });

  it.each([
    ['import fs from "node:fs";', 1, '"node:fs" is not among them'],
    ['\nimport "https://example.org/x.js";', 2, 'A cell can import "langevin", "langevin/toys"'],
    ['\nimport { trian } from "langevin";', 2, '"langevin" has no trian.'],
    ['\n\nawait import("./x.js");', 3, '"./x.js" is not among them'],
    ["\nlet x = 1;\nundefinedName(x);", 3, "ReferenceError: undefinedName is not defined"],
    ["const f = () => {\n  null.x;\n};\nf();", 2, "TypeError: Cannot read properties of null"],
    ['import { gaussian } from "langevin";\n\ngaussian({ mean: [0] });', 3, "LangevinError: gaussian: expected"],
    [`${imports}\nshow.curve((x) => x);`, 3, "LangevinError: show.plot: expected xRange, since no layer says"],
    [`${imports}show.bits([1]);\nshow.bits([1]);`, 3, "one call in a cell"],
    ["\nthrow 7;", undefined, "The cell threw 7."],
    ["const = 1;", 1, "This is no JavaScript yet"],
  ])("refuses %j in line %s", async (text, line, message) => {
    const error = await runInNode(text).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toMatchObject({ line });
    expect((error as Error).message).toContain(message);
  });
});
