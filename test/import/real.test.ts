import { appendFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openBundled } from "../in-process.ts";
import { importReal, readRepositories, showImport } from "./real.ts";

/**
 * Configurations of other projects, which are not ours to keep here: a folder of folders, each a repository with the
 * files of one system. `CIG_IMPORT=/folder CIG_IMPORT_SYSTEM=github npx vitest run test/import/real.test.ts`, with
 * CIG_IMPORT_ONLY for those whose names hold it, and CIG_IMPORT_REPORT for a file that takes what came out.
 */
const { CIG_IMPORT, CIG_IMPORT_SYSTEM = "github", CIG_IMPORT_ONLY = "", CIG_IMPORT_REPORT } = process.env;

describe.skipIf(!CIG_IMPORT)("real configurations", () => {
  const repositories = readRepositories(CIG_IMPORT ?? "").filter(({ name }) =>
    name.includes(CIG_IMPORT_ONLY),
  );

  it.each(repositories)("$name is imported and proved, or says what it leaves", async ({ name, files }) => {
    const bundled = await bundledOnce();
    const result = await importReal(bundled, CIG_IMPORT_SYSTEM, name, files);
    if (CIG_IMPORT_REPORT) appendFileSync(CIG_IMPORT_REPORT, `${showImport(result)}\n`);
    if (CIG_IMPORT_REPORT && CIG_IMPORT_ONLY) appendFileSync(CIG_IMPORT_REPORT, `${result.imported?.text}\n`);
    expect(result.problem).toBeUndefined();
    expect(["equal", "nothing"]).toContain(result.state);
  });
});

let bundledPromise: ReturnType<typeof openBundled> | undefined;

function bundledOnce(): ReturnType<typeof openBundled> {
  bundledPromise ??= openBundled();
  return bundledPromise;
}
