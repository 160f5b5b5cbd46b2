import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { cases } from "../../sdk/testing/provider/cases/cases.ts";
import { openBundled } from "../in-process.ts";
import { planCases, plannedModule } from "./plan-cases.ts";

const file = fileURLToPath(new URL("../../sdk/testing/provider/cases/planned.ts", import.meta.url));

/** After a wanted change of the core or of a case: UPDATE_CASES=1 npx vitest run test/conformance/planned.test.ts */
it("the SDK's cases are planned as the core plans them", async () => {
  const expected = plannedModule(await planCases(await openBundled(), cases));
  if (process.env.UPDATE_CASES === "1") writeFileSync(file, expected);
  expect(readFileSync(file, "utf8")).toBe(expected);
});
