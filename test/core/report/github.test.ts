import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { diagnose } from "../../../core/diagnostic/codes.ts";
import { addToSummary, annotation, gitHubRun } from "../../../core/report/github.ts";

const run = { workspace: "/repositories", summaryFile: undefined };
const at = { file: "cig.toml", line: 3, column: 5 };

describe("a run of GitHub Actions", () => {
  it("is known by GITHUB_ACTIONS alone", () => {
    expect(gitHubRun({})).toBeUndefined();
    expect(gitHubRun({ GITHUB_ACTIONS: "false" })).toBeUndefined();
    expect(gitHubRun({ GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: "/w", GITHUB_STEP_SUMMARY: "" })).toEqual({
      workspace: "/w",
      summaryFile: undefined,
    });
  });
});

describe("an annotation", () => {
  it("names the file relative to the workspace", () => {
    expect(annotation(diagnose("CIG103", "m", { at, hint: "h" }), "/repositories/web", run)).toBe(
      "::error file=web/cig.toml,line=3,col=5,title=CIG103%3A Unknown key::m%0Ah\n",
    );
  });

  it("has no file when that is outside of the workspace", () => {
    expect(annotation(diagnose("CIG406", "m", { at }), "/other", run)).toBe(
      "::warning title=CIG406%3A A pattern matches no file::m\n",
    );
  });

  it("cannot be broken out of", () => {
    const wicked = diagnose("CIG103", "a\n::set-env name=X::y\r\n100%", {
      at: { ...at, file: "a,line=9::b\n.toml" },
    });
    const text = annotation(wicked, "/repositories", run);
    expect(text.split("\n")).toHaveLength(2);
    expect(text).toContain("file=a%2Cline=9%3A%3Ab%0A.toml,line=3");
    expect(text).toContain("::a%0A: :set-env name=X::y%0A100%25");
  });
});

describe("the page of a run", () => {
  it("grows, and a page that cannot be written is no failure", () => {
    const folder = mkdtempSync(join(tmpdir(), "cig-summary-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const summaryFile = join(folder, "summary.md");
    addToSummary({ ...run, summaryFile }, "a\n");
    addToSummary({ ...run, summaryFile }, "b\n");
    expect(readFileSync(summaryFile, "utf8")).toBe("a\nb\n");
    addToSummary({ ...run, summaryFile: folder }, "c");
  });
});
