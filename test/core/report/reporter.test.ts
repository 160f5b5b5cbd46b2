import { describe, expect, it } from "vitest";
import { diagnose } from "../../../core/diagnostic/codes.ts";
import { makePaint } from "../../../core/report/paint.ts";
import { createReporter, type ReporterOptions } from "../../../core/report/reporter.ts";
import type { Stream } from "../../../core/report/terminal.ts";

function recorder(options: Partial<ReporterOptions> = {}, live = false) {
  const written: string[] = [];
  const stream: Stream = {
    write: (text) => void written.push(text),
    paint: makePaint(false),
    width: () => 80,
    live,
    isTerminal: false,
  };
  const reporter = createReporter({
    terminal: { out: stream, err: stream },
    environment: {},
    json: false,
    quiet: false,
    verbose: false,
    trace: false,
    ...options,
  });
  return { reporter, text: () => written.join("") };
}

const at = { file: "cig.toml", line: 2, column: 1 };
const error = diagnose("CIG103", "No such key.", { at });
const warning = diagnose("CIG406", "Nothing there.");

describe("a reporter", () => {
  it("shows each diagnostic once, and how many there are", () => {
    const { reporter, text } = recorder();
    reporter.diagnostics([error, warning, error], "/r");
    expect(text()).toBe(
      "error[CIG103]: Unknown key\n --> cig.toml:2:1\n  = No such key.\n\n" +
        "warning[CIG406]: A pattern matches no file\n  = Nothing there.\n\n1 error, 1 warning\n",
    );
  });

  it("shows a hundred at most, and counts all", () => {
    const { reporter, text } = recorder();
    const many = Array.from({ length: 250 }, (_, index) => diagnose("CIG103", `No key x${index}.`));
    reporter.diagnostics(many, "/r");
    expect(text().match(/error\[CIG103\]/g)).toHaveLength(100);
    expect(text()).toContain(
      "... and 150 more. Mend these first, or see all of them with --json.\n\n250 errors\n",
    );
  });

  it("gives many remarks a line for each code, and shows few of them whole", () => {
    const remark = (line: number) =>
      diagnose("CIG413", `The job ${line} is implied.`, { at: { file: "cig.toml", line, column: 1 } });
    const few = recorder();
    few.reporter.diagnostics([remark(1), remark(2)], "/r");
    expect(few.text()).toContain("= The job 2 is implied.");
    const many = recorder();
    many.reporter.diagnostics([remark(1), warning, remark(2), remark(3)], "/r");
    expect(many.text()).toBe(
      "warning[CIG406]: A pattern matches no file\n  = Nothing there.\n\n" +
        "3 remarks; to read them: cig validate\n" +
        "  info[CIG413]   A job is implied (3 times, first cig.toml:1)\n\n1 warning\n",
    );
    const whole = recorder({ remarks: true });
    whole.reporter.diagnostics([remark(1), remark(2), remark(3)], "/r");
    expect(whole.text()).toContain("= The job 3 is implied.");
  });

  it("leaves out what it says again of a place", () => {
    const { reporter, text } = recorder();
    reporter.diagnostics([diagnose("CIG103", "No such key."), error], "/r");
    expect(text().match(/No such key/g)).toHaveLength(1);
  });

  it("says nothing but errors when it is quiet, and nothing at all beside a JSON document", () => {
    const quiet = recorder({ quiet: true });
    quiet.reporter.diagnostics([error, warning], "/r");
    expect(quiet.text()).not.toContain("CIG406");
    expect(quiet.text()).toContain("1 error\n");
    const json = recorder({ json: true, verbose: true });
    json.reporter.emit({ kind: "stage-ended", stage: "detect", durationMs: 1 });
    json.reporter.diagnostics([error], "/r");
    expect(json.text()).toBe("");
  });

  it("shows what plugins write to stderr when asked to, and takes nothing of it for a command", () => {
    const event = { kind: "plugin-wrote", plugin: "acme/x", line: "::error::red" } as const;
    const verbose = recorder({ verbose: true });
    verbose.reporter.emit(event);
    expect(verbose.text()).toBe("  acme/x | : :error::red\n");
    const plain = recorder({ environment: { GITHUB_ACTIONS: "true" } });
    plain.reporter.emit(event);
    expect(plain.text()).toBe("");
  });

  it("shows stages and answers when asked to", () => {
    const { reporter, text } = recorder({ verbose: true });
    reporter.emit({ kind: "plugin-started", plugin: "lang/ruby", shared: true });
    reporter.emit({
      kind: "plugin-answered",
      plugin: "lang/ruby",
      hook: "detect",
      memo: "miss",
      durationMs: 2.04,
    });
    reporter.emit({ kind: "stage-ended", stage: "detect", durationMs: 12.4 });
    expect(text()).toBe(
      "  lang/ruby started in the shared process\n  lang/ruby detect: asked, 2.0 ms\nDetecting project: 12 ms\n",
    );
  });

  it("folds progress and annotates on GitHub Actions", () => {
    const { reporter, text } = recorder({ environment: { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: "/r" } });
    reporter.emit({ kind: "stage-ended", stage: "repo", durationMs: 1 });
    reporter.diagnostics([error], "/r");
    expect(text()).toBe(
      "::group::cig\nListing files: 1.0 ms\n::endgroup::\n" +
        "error[CIG103]: Unknown key\n --> cig.toml:2:1\n  = No such key.\n\n" +
        "::error file=cig.toml,line=2,col=1,title=CIG103%3A Unknown key::No such key.\n1 error\n",
    );
  });
});
