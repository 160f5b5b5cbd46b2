import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ArtifactMissing, ReportKind, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeScripts, judgeWorkflow } from "../../../validators/github.ts";
import { type Machine, openMachine, type Rendered, stepsOf } from "./machine.ts";
import { job, matrix, render } from "./requests.ts";

const keep = (paths: string[], more = {}) =>
  ({ kind: { case: "upload", value: { name: "workspace-a", workspace: true, paths, ...more } } }) as never;
const get = {
  kind: { case: "download", value: { name: "workspace-a", job: "a", workspace: true } },
} as never;
const report = (kind: ReportKind, paths: string[], more = {}, around = {}) =>
  ({ ...around, kind: { case: "report", value: { kind, paths, ...more } } }) as never;

async function judged(output: Parameters<typeof render>[0]): Promise<string> {
  const { content, diagnostics } = await render(output);
  expect(diagnostics).toEqual([]);
  expect(await judgeWorkflow(content)).toEqual([]);
  expect(judgeScripts(content) ?? []).toEqual([]);
  return content;
}

describe("what a job keeps for later jobs", () => {
  /** Packs on one machine, unpacks on another. */
  async function handOver(machine: Machine, steps: Rendered[], archive: string, env = {}): Promise<Machine> {
    const [pack, upload] = steps;
    expect(machine.run(pack!, env)).toMatchObject({ code: 0, out: "" });
    expect(upload!.with).toMatchObject({ path: archive, "if-no-files-found": "error" });
    const other = openMachine({ sh: true });
    const { content } = await render({ jobs: [job("a"), job("b", { needs: ["a"], steps: [get] })] });
    const [, , unpack] = [0, ...(await import("yaml")).parse(content).jobs.b.steps] as [
      number,
      Rendered,
      Rendered,
    ];
    mkdirSync(join(other.workspace, "cig-workspace"));
    renameSync(join(machine.workspace, archive), join(other.workspace, archive));
    expect(other.run(unpack!)).toMatchObject({ code: 0, out: "" });
    return other;
  }

  it("is packed, uploaded, downloaded and unpacked", async () => {
    const content = await judged({
      jobs: [
        job("a", { steps: [keep(["dist", "packages/*/lib"])] }),
        job("b", { needs: ["a"], steps: [get] }),
      ],
    });
    expect(content.slice(content.indexOf("      - name: Keep"), content.indexOf("\n  b:"))).toBe(
      `      - name: Keep files for later jobs
        uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0
        with:
          name: workspace-a
          path: cig-workspace/workspace-a.tar
          if-no-files-found: error
          retention-days: 1
`,
    );
    expect(content.slice(content.indexOf("      - name: Get"))).toBe(`      - name: Get files of a
        uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with:
          name: workspace-a
          path: cig-workspace
      - name: Unpack files of a
        run: |
          for archive in cig-workspace/*.tar; do
            tar -xpof "$archive"
          done
          rm -r cig-workspace
`);
  });

  it("keeps modes, links, empty folders and any name, and nothing beside the paths", async () => {
    const machine = openMachine({ sh: true });
    machine.write("dist/tool", "#!/bin/sh\n", 0o755);
    machine.write("dist/.hidden/x y", "1");
    machine.write("dist/$(touch pwned)'\"\\é", "2", 0o600);
    machine.write("-rf", "3");
    machine.write("packages/a/lib/b.js", "4");
    machine.write("packages/a/src/b.js", "5");
    machine.write("distant", "6");
    mkdirSync(join(machine.workspace, "dist/empty"));
    symlinkSync("tool", join(machine.workspace, "dist/link"));
    symlinkSync("/nowhere", join(machine.workspace, "dist/dangling"));
    const steps = await stepsOf({
      jobs: [job("a", { steps: [keep(["dist/", "-rf", "./packages/*/lib"])] })],
    });
    const other = await handOver(machine, steps, "cig-workspace/workspace-a.tar");
    const found = spawnSync("find", [".", "-mindepth", "1"], { cwd: other.workspace, encoding: "utf8" });
    expect(found.stdout.split("\n").filter(Boolean).sort()).toEqual(
      [
        "./-rf",
        "./dist",
        "./dist/$(touch pwned)'\"\\é",
        "./dist/.hidden",
        "./dist/.hidden/x y",
        "./dist/dangling",
        "./dist/empty",
        "./dist/link",
        "./dist/tool",
        "./packages",
        "./packages/a",
        "./packages/a/lib",
        "./packages/a/lib/b.js",
      ].sort(),
    );
    expect(lstatSync(join(other.workspace, "dist/tool")).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(other.workspace, "dist/$(touch pwned)'\"\\é")).mode & 0o777).toBe(0o600);
    expect(readlinkSync(join(other.workspace, "dist/link"))).toBe("tool");
  });

  it("lies where it lay, also below and beside the folder of the job", async () => {
    const machine = openMachine();
    machine.write("web/dist/a", "1");
    machine.write("shared/b", "2");
    machine.write("dist/no", "3");
    const steps = await stepsOf({
      jobs: [job("a", { workingDirectory: "web", steps: [keep(["dist", "../shared"])] })],
    });
    const other = await handOver(machine, steps, "cig-workspace/workspace-a.tar");
    expect(readFileSync(join(other.workspace, "web/dist/a"), "utf8")).toBe("1");
    expect(readFileSync(join(other.workspace, "shared/b"), "utf8")).toBe("2");
    expect(() => lstatSync(join(other.workspace, "dist"))).toThrow();
  });

  it("may have a folder and paths that only the run knows", async () => {
    const content = await judged({
      jobs: [
        job("a", {
          ...matrix("a", { app: ["x", "y"] }),
          workingDirectoryText: text("apps/", reference("matrix.app")),
          steps: [keep(["dist"], { pathTexts: [text("out/", reference("matrix.app"))] })],
        }),
        job("b", { needs: ["a"], steps: [get] }),
      ],
    });
    const steps = (await import("yaml")).parse(content).jobs.a.steps as Rendered[];
    expect(steps[0]!.env).toEqual({
      CIG_ARCHIVE: "cig-workspace/workspace-a-${{ matrix.app }}.tar",
      CIG_FOLDER: "apps/${{ matrix.app }}/",
      CIG_FILES: "dist",
      CIG_PATTERN: "^dist(/.*)?$",
      CIG_NAMED: "out/${{ matrix.app }}",
    });
    const machine = openMachine({ sh: true });
    const app = "x[1].*";
    for (const path of [`apps/${app}/dist/a`, `apps/${app}/out/${app}/b`, `apps/${app}/out/x1zz/no`])
      machine.write(path, "1");
    const filled = JSON.parse(JSON.stringify(steps).replaceAll("${{ matrix.app }}", app)) as Rendered[];
    const other = await handOver(machine, filled, `cig-workspace/workspace-a-${app}.tar`);
    const found = spawnSync("find", [".", "-type", "f"], { cwd: other.workspace, encoding: "utf8" });
    expect(found.stdout.split("\n").filter(Boolean).sort()).toEqual([
      `./apps/${app}/dist/a`,
      `./apps/${app}/out/${app}/b`,
    ]);
    expect(content).toContain("          pattern: workspace-a-*\n          path: cig-workspace\n");
  });

  it("may be nothing, if nobody minds", async () => {
    const said = async (ifMissing: ArtifactMissing) => {
      const steps = await stepsOf({ jobs: [job("a", { steps: [keep(["no"], { ifMissing })] })] });
      const { code, out } = openMachine({ sh: true }).run(steps[0]!);
      return [code, out];
    };
    expect(await said(ArtifactMissing.WARN)).toEqual([
      0,
      "::warning::There is nothing to keep for later jobs.\n",
    ]);
    expect(await said(ArtifactMissing.IGNORE)).toEqual([0, ""]);
    expect(await said(ArtifactMissing.ERROR)).toEqual([
      1,
      "::error::There is nothing to keep for later jobs.\n",
    ]);
  });

  it("is refused outside of the repository", async () => {
    for (const path of ["/etc", "~/x", "C:\\x", "a\nb", ""])
      expect((await render({ jobs: [job("a", { steps: [keep([path])] })] })).codes).toEqual(["GH011"]);
    const pattern = keep([], { pathTexts: [text("out/*/", reference("git.sha"))] });
    expect((await render({ jobs: [job("a", { steps: [pattern] })] })).codes).toEqual(["GH011"]);
  });
});

describe("an artifact", () => {
  it("has the files whose names begin with a dot where somebody asks for them", async () => {
    const upload = (...paths: string[]) =>
      ({ kind: { case: "upload", value: { name: "n", paths } } }) as never;
    const hidden = async (...paths: string[]) =>
      (await render({ jobs: [job("a", { steps: [upload(...paths)] })] })).content.includes(
        "include-hidden-files: true",
      );
    expect(await hidden(".next")).toBe(true);
    expect(await hidden("a/.b/c", "d")).toBe(true);
    expect(await hidden("./dist", "../x", "a.b")).toBe(false);
  });
});

describe("a report", () => {
  const evil = "x\n::set-env name=A::b\n</code><script>alert(1)</script> | `id` $(id) %0A::error::x";

  async function show(
    kind: ReportKind,
    files: Record<string, string>,
    { paths = ["**/*"], more = {}, around = {}, jobMore = {}, folder = "", sh = true } = {},
  ) {
    await judged({ jobs: [job("a", { steps: [report(kind, paths, more, around)], ...jobMore })] });
    const [step] = await stepsOf({
      jobs: [job("a", { steps: [report(kind, paths, more, around)], ...jobMore })],
    });
    const machine = openMachine({ sh });
    for (const [path, content] of Object.entries(files)) machine.write(path, content);
    return machine.run(step!, {}, folder);
  }

  const suite = `<?xml version="1.0"?>
<testsuites tests="9"><testsuite name="s" failures="7">
  <testcase classname="A &amp; B" name="works" time="1"/>
  <testcase name='quoted "twice"' classname="C"><failure message="a &lt; b">text</failure></testcase>
  <testcase classname="D" name="breaks > &lt;b&gt;
twice"><error/><failure/></testcase>
  <testcase classname="E" name="later"><skipped/></testcase>
  <testcase classname="F" name="noisy"><system-out><![CDATA[ <testcase name="no"><failure> ]]></system-out><system-err>x</system-err></testcase>
</testsuite></testsuites>`;

  it("of tests counts them, names those that failed, and keeps the files", async () => {
    const { code, summary } = await show(
      ReportKind.JUNIT,
      { "r/a.xml": suite, "r/b.xml": "<testcase/>" },
      { paths: ["r/*.xml"] },
    );
    expect(code).toBe(0);
    expect(summary).toBe(`### Tests

| Passed | Failed | Skipped |
| ---: | ---: | ---: |
| 3 | 2 | 1 |

<ul>
<li><code>C quoted "twice"</code></li>
<li><code>D breaks &gt; &lt;b&gt; twice</code></li>
</ul>

`);
    const steps = await stepsOf({
      jobs: [
        job("a", {
          workingDirectory: "web",
          parallelism: 2,
          steps: [report(ReportKind.JUNIT, ["r/*.xml"], { name: "Rspec: unit" })],
        }),
      ],
    });
    expect(steps.map(({ name }) => name)).toEqual(["Rspec: unit", "Upload report-a-1-Rspec- unit"]);
    expect(steps[1]!.with).toEqual({
      name: "report-a-1-Rspec- unit-${{ matrix.shard }}",
      path: "web/r/*.xml",
      "if-no-files-found": "ignore",
    });
  });

  it("lets nothing of the files reach the runner or the page but as text", async () => {
    const xml = `<testcase name="${evil.replaceAll("<", "&lt;").replaceAll("\n", "&#10;")}"><failure/></testcase>`;
    const { out, summary } = await show(ReportKind.JUNIT, { "a.xml": xml }, { more: { name: evil } });
    expect(out.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
    expect(summary).not.toContain("<script");
    expect(summary.split("\n")[0]).toMatch(/^### x ::set-env name=A::b &lt;\/code>/);
  });

  it("of coverage says the share of each file", async () => {
    const cobertura =
      '<?xml version="1.0"?><coverage line-rate="0.853" branch-rate="1"><package line-rate="0.1"/></coverage>';
    expect((await show(ReportKind.COVERAGE, { "cov|x.xml": cobertura, "y.xml": "nothing" })).summary).toBe(
      "### Coverage\n\n| File | Lines |\n| --- | ---: |\n| <code>cov&#124;x.xml</code> | 85.3 % |\n| <code>y.xml</code> | unknown |\n\n",
    );
    const jacoco =
      '<report><counter type="LINE" missed="9" covered="1"/><counter type="BRANCH" missed="0" covered="9"/><counter type="LINE" missed="1" covered="3"/></report>';
    expect(
      (await show(ReportKind.COVERAGE, { a: jacoco }, { more: { format: "jacoco" } })).summary,
    ).toContain("| 75.0 % |");
    const lcov = "SF:a\nLF:4\nLH:1\nend_of_record\nSF:b\nLF:4\nLH:4\n";
    expect((await show(ReportKind.COVERAGE, { a: lcov }, { more: { format: "lcov" } })).summary).toContain(
      "| 62.5 % |",
    );
  });

  it("that is a summary is shown as it is, up to what GitHub takes", async () => {
    expect(
      (await show(ReportKind.SUMMARY, { "b.md": "# B", "a/a.md": "# $(id)\n" }, { paths: ["**/*.md"] }))
        .summary,
    ).toBe("# $(id)\n\n# B\n");
    const long = await show(ReportKind.SUMMARY, { "a.md": "x".repeat(1_500_000) });
    expect([long.code, long.summary.length]).toEqual([0, 1_000_000]);
    const hatched = await show(
      ReportKind.SUMMARY,
      { "a.md": "x" },
      { jobMore: { shell: "bash" }, sh: false },
    );
    expect(hatched.summary).toBe("x\n");
  });

  it("of annotations stands beside the code, with no command but its own", async () => {
    const lines = [
      "app/a.rb:3:5: error: too long",
      "./app/b.rb:7: warning: 50% off, at: last",
      "c,d:e.rb:9:1: note: see",
      "src/x.ts:1:2 - error TS1: no",
      "lib/z.py:4:1: E501 line too long",
      "C:\\w\\x.c:3:1: fatal error: gone",
      "::error file=x::injected",
      "::set-env name=PATH::/evil:1: x",
      "a.rb:1:1: info: ::stop-commands::x\r",
      "no place at all",
      "",
    ];
    const { code, out } = await show(
      ReportKind.ANNOTATIONS,
      { "lint.txt": lines.join("\n") },
      { paths: ["lint.txt"] },
    );
    expect(code).toBe(0);
    expect(out).toBe(`::error file=app/a.rb,line=3,col=5::too long
::warning file=app/b.rb,line=7::50%25 off, at: last
::notice file=c%2Cd%3Ae.rb,line=9,col=1::see
::error file=src/x.ts,line=1,col=2::error TS1: no
::error file=lib/z.py,line=4,col=1::E501 line too long
::error file=C%3A\\w\\x.c,line=3,col=1::gone
::error file=%3A%3Aset-env name=PATH%3A%3A/evil,line=1::x
::notice file=a.rb,line=1,col=1::::stop-commands::x
`);
  });

  it("of annotations finds files from the folder of the job", async () => {
    const { out } = await show(
      ReportKind.ANNOTATIONS,
      { "web/lint.txt": "a.js:1: x\n" },
      { paths: ["lint.txt"], jobMore: { workingDirectory: "web" }, folder: "web" },
    );
    expect(out).toBe("::error file=web/a.js,line=1::x\n");
  });

  it("is no failure where there is no file", async () => {
    for (const kind of [ReportKind.JUNIT, ReportKind.COVERAGE, ReportKind.SUMMARY, ReportKind.ANNOTATIONS])
      expect(await show(kind, {}, { paths: ["no/*", "!no/a"] })).toMatchObject({
        code: 0,
        out: "There is no file to report.\n",
        summary: "",
      });
  });

  it("is refused without files, and in a form that nobody reads", async () => {
    for (const step of [
      report(ReportKind.JUNIT, []),
      report(ReportKind.JUNIT, ["a\nb"]),
      report(ReportKind.SUMMARY, ["/etc/passwd"]),
      report(ReportKind.SUMMARY, ["../x"]),
      report(ReportKind.COVERAGE, ["x"], { format: "gcov" }),
    ])
      expect((await render({ jobs: [job("a", { steps: [step] })] })).codes).toEqual(["GH024"]);
  });
});
