import { expect, it } from "vitest";
import { type Done, importText } from "../../../../core/cli/import/import-text.ts";
import type { Residue } from "../../../../sdk/import/imported.ts";

const said = (residue: readonly Residue[]) =>
  importText({
    config: { jobs: { test: {} } },
    path: "cig.toml",
    written: true,
    system: { title: "GitHub Actions" },
    files: new Map([["ci.yml", ""]]),
    residue,
    proof: { state: "equal", jobs: 1, workflows: 1, excused: [] },
  } as unknown as Done);

const at = (kind: Residue["kind"], line: number, what = "`with.cache`", file = "ci.yml"): Residue =>
  ({ kind, file, line, what, why: "cig has no word for this." }) as Residue;

it("what is said in the same words of many places is said once, with the first of them", () => {
  const lines = [14, 34, 50, 67, 83, 103, 120, 136];
  const text = said([
    ...lines.map((line) => at("hatch", line)),
    at("hatch", 20, "`x`"),
    at("hatch", 9, "`x`", "b.yml"),
  ]);
  expect(text).toContain(
    "10 things are kept in GitHub's or another provider's own words:\n" +
      "  ci.yml:14, 34, 50, 67, 83, 103 and 2 more `with.cache`. cig has no word for this.\n" +
      "  ci.yml:20 `x`. cig has no word for this.\n" +
      "  b.yml:9 `x`. cig has no word for this.\n",
  );
});

it("of what is lost every place is named", () => {
  const text = said([1, 2, 3, 4, 5, 6, 7, 8].map((line) => at("lost", line)));
  expect(text).toContain("8 things are not carried:\n  ci.yml:1, 2, 3, 4, 5, 6, 7, 8 `with.cache`.");
});
