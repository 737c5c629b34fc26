import { describe, expect, it } from "vitest";
import { bitsOf, cellNames, cellText, readGolden, runInNode } from "../../../../apps/site/cells/node-cells.ts";

describe("the cells of learn", () => {
  const golden = readGolden();

  it("are all recorded, and nothing else is", () => expect(Object.keys(golden)).toEqual(cellNames()));

  it.each(cellNames())("%s gives its golden bits, a picture or a table, and finite numbers", async (name) => {
    const outputs = await runInNode(cellText(name));
    expect(bitsOf(outputs)).toBe(golden[name]);
    expect(outputs.map(({ kind }) => kind)).toSatisfy(
      (kinds: string[]) => kinds.includes("plot") || kinds.includes("table"),
    );
    for (const output of outputs)
      if (output.kind === "number") expect(output.value, output.name).toSatisfy(Number.isFinite);
  });
});
