import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { program } from "./program.js";

test("trains and samples", async () => {
  writeFileSync("result.json", JSON.stringify({ ...(await program()), page: typeof document }));
});
