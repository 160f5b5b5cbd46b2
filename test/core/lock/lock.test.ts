import { describe, expect, it } from "vitest";
import { type Lock, parseLock, printLock } from "../../../core/lock/lock.ts";
import type { JobWork } from "../../../core/work/work-plan.ts";

function job(id: string): JobWork {
  return {
    id,
    skippable: true,
    files: ["a/**"],
    inputs: [],
    env: [],
    runtime: [],
    branches: [],
    versions: [["ruby", "3.3"]],
    needs: [],
    needsAny: [],
    uses: [],
    effects: false,
    asksStatus: false,
    mayFail: false,
    copies: 1,
    variants: [{ id, definition: "ab".repeat(32), matrix: { os: "it's" } }],
  };
}

const pins = new Map([["a/b@v1", { version: "v1.0.0", digest: "ef".repeat(20) }]]);

const lock: Lock = {
  plan: {
    tool: { version: "0.2.0", digest: "sha256:1" },
    inputs: "cd".repeat(32),
    reads: ["cig.toml"],
    words: { variables: {} },
    forceLabel: "force",
    preflight: [],
    store: "native",
    outputs: [{ path: "ci.yml", provider: "github", workflow: "ci" }],
    workflows: [
      { id: "ci", jobs: [job("a"), { ...job("b"), variants: [] }, job("c, '#'")] },
      { id: "empty", jobs: [] },
      { id: "other", jobs: [{ ...job("d"), variants: [] }] },
    ],
  },
  files: { "ci.yml": "sha256:2" },
};

describe("cig.lock", () => {
  it("is read as it was written, rows with an apostrophe included", () => {
    expect(parseLock(printLock({ pins, lock }))).toEqual({ value: lock, diagnostics: [] });
  });

  it.each([
    ["with CR LF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["with a comment between rows", (text: string) => text.replaceAll("',\n", "',\n  # mine\n")],
    ["with other blanks", (text: string) => text.replaceAll("\n  '", "\n\t  '")],
    ["without the last comma", (text: string) => text.replaceAll("',\n]", "'\n]")],
  ])("means the same %s", (_, change) => {
    const changed = change(printLock({ pins, lock }));
    expect(changed).not.toBe(printLock({ pins, lock }));
    expect(parseLock(changed)).toEqual({ value: lock, diagnostics: [] });
  });

  it.each([
    ["a row that is a number", (text: string) => text.replace("jobs = [\n", "jobs = [\n  0,\n")],
    ["a row of two values", (text: string) => text.replace("jobs = [\n", "jobs = [\n  '1,2',\n")],
    ["a row that is cut off", (text: string) => text.replace('"needs":[],', '"needs":[')],
    [
      "a row that opens what the next one closes",
      (text: string) => text.replace("jobs = [\n", "jobs = [\n  '[1',\n  '2]',\n"),
    ],
    ["a conflict", (text: string) => text.replace("jobs = [\n", "jobs = [\n<<<<<<< HEAD\n")],
  ])("cannot be used with %s", (_, change) => {
    const { value, diagnostics } = parseLock(change(printLock({ pins, lock })));
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["CIG330"]);
  });
});

describe("cig.lock of a project that leaves no work out", () => {
  it("holds pins and no plan, and that is nothing to complain about", () => {
    expect(parseLock(printLock({ pins }))).toEqual({ diagnostics: [] });
  });
});
