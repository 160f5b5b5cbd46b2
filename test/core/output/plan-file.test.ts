import { describe, expect, it } from "vitest";
import {
  changesOfPlan,
  formatPlanFile,
  parsePlanFile,
  sourceDigestOf,
} from "../../../core/output/plan-file.ts";
import { write } from "../../../core/output/write/write.ts";
import { changesTo, readAll, rendered, tempFolder, writeFiles } from "./temp-folder.ts";

const source = sourceDigestOf({ "cig.toml": "version = 1" });
const about = { version: "0.2.0", sourceFile: "cig.toml", source };

function planned() {
  const root = tempFolder({ "a.yml": rendered("a.yml", "a: 1\n"), "s.yml": rendered("s.yml", "s\n") });
  const changes = changesTo(root, { "a.yml": "a: 2\n", "n/b.yml": "b\n", "s.yml": "s\n" });
  return { root, changes, text: formatPlanFile(about, changes) };
}

describe("a saved plan", () => {
  it("is rendered exactly", async () => {
    const { root, changes, text } = planned();
    const plan = parsePlanFile(text, "ci.plan");
    expect(plan.diagnostics).toEqual([]);
    const again = changesOfPlan(root, plan.value!, source);
    expect(again).toEqual({ value: changes, diagnostics: [] });
    expect((await write(root, again.value!, { force: false })).value?.written).toEqual(["a.yml", "n/b.yml"]);
    expect(readAll(root)["n/b.yml"]).toBe(rendered("b.yml", "b\n"));
  });

  it("is the same text for the same plan, with the names of its parts", () => {
    const { changes, text } = planned();
    expect(formatPlanFile(about, [...changes].reverse())).toBe(text);
    const { files, ...head } = JSON.parse(text);
    expect(head).toEqual({ schema: "cig.plan-file/1", ...about });
    expect(Object.keys(files[0])).toEqual([
      "path",
      "owners",
      "change",
      "base",
      "content",
      "edited",
      "foreign",
    ]);
    expect(files.map((file: { path: string; change: string }) => [file.path, file.change])).toEqual([
      ["a.yml", "update"],
      ["n/b.yml", "create"],
      ["s.yml", "same"],
    ]);
    expect([files[1].base, files[2].content]).toEqual([null, null]);
  });

  it.each([
    [
      "the source",
      {},
      "other",
      ["cig.toml, or something else that the plan was made from, has changed since."],
    ],
    ["a file", { "a.yml": "x" }, source, ['"a.yml" is no longer what it was when the plan was made.']],
    [
      "a file that stays",
      { "s.yml": "x" },
      source,
      ['"s.yml" is no longer what it was when the plan was made.'],
    ],
    [
      "a file that was not there",
      { "n/b.yml": "x" },
      source,
      ['"n/b.yml" is no longer what it was when the plan was made.'],
    ],
  ])("is refused when %s has changed", (_, files, now, messages) => {
    const { root, text } = planned();
    writeFiles(root, files as Record<string, string>);
    const { value, diagnostics } = changesOfPlan(root, parsePlanFile(text, "p").value!, now);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual(
      messages.map((text) => ["CIG706", text]),
    );
  });

  it("writes nowhere that cig would not write", async () => {
    const { root, text } = planned();
    const plan = parsePlanFile(text.replace("n/b.yml", "../b.yml"), "p").value!;
    const { value } = changesOfPlan(root, plan, source);
    expect((await write(root, value!, { force: true })).diagnostics.map(({ code }) => code)).toEqual([
      "CIG601",
    ]);
  });
});

it.each([
  ["no", '"p" is not a plan that `cig plan --out` saved: it is not JSON.'],
  ["[]", '"p" is not a plan that `cig plan --out` saved.'],
  ['{"schema":"cig.plan-file/1"}', '"p" is not a plan that `cig plan --out` saved.'],
  ['{"schema":"cig.plan-file/2"}', '"p" was saved by another version of cig (cig.plan-file/2).'],
])("refuses the text %s", (text, message) => {
  const { value, diagnostics } = parsePlanFile(text, "p");
  expect(value).toBeUndefined();
  expect(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.message])).toEqual([
    ["CIG706", message],
  ]);
});

it("refuses a file whose contents do not fit its change", () => {
  const { text } = planned();
  for (const [from, to] of [
    ['"create"', '"same"'],
    ['"update"', '"create"'],
    ['"update"', '"rename"'],
    ["false", "0"],
  ])
    expect(parsePlanFile(text.replace(from!, to!), "p").value).toBeUndefined();
});

it("digests named inputs in any order", () => {
  expect(sourceDigestOf({ a: "1", b: "2" })).toBe(sourceDigestOf({ b: "2", a: "1" }));
  expect(sourceDigestOf({ a: "1", b: "2" })).not.toBe(sourceDigestOf({ a: "1b", "": "2" }));
});
