import { CacheMode, CacheSave, named, reference, type TextPiece, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeWorkflow } from "../../../validators/github.ts";
import { github, job, matrix, type OutputInit, render, run, txt } from "./requests.ts";

const native = (uses: string, more = {}) =>
  ({ kind: { case: "native", value: { provider: "github", uses, ...more } } }) as never;
const cache = (id: string, mode = CacheMode.RESTORE_AND_SAVE) =>
  ({ kind: { case: "cache", value: { id, mode } } }) as never;
const upload = (value: object) => ({ kind: { case: "upload", value } }) as never;
const download = (value: object) => ({ kind: { case: "download", value } }) as never;
const files = (value: string) => ({ kind: { case: "files", value } }) as never;
const part = (...pieces: TextPiece[]) => ({ kind: { case: "text", value: text(...pieces) } }) as never;

/** The steps of the job `a`, without indentation. */
async function steps(output: OutputInit): Promise<string> {
  const { content, diagnostics } = await render(output);
  expect(diagnostics.filter(({ code }) => code !== "GH014")).toEqual([]);
  expect(await judgeWorkflow(content)).toEqual([]);
  const job = content.split(/\n {2}a:\n/)[1]!.split(/\n {2}\w+:\n/)[0]!;
  return job.slice(job.indexOf("    steps:\n") + 11).replace(/^ {6}/gm, "");
}

describe("a step", () => {
  it("pins an action of the table, whatever way its version is written", async () => {
    const lines = async (uses: string, more = {}) =>
      (await steps({ jobs: [job("a", { steps: [native(uses, more)] })] })).trim();
    expect(await lines("actions/setup-go@v5")).toBe(
      "- uses: actions/setup-go@40f1582b2485089dde7abd97c1529aa768e1baff # v5.6.0",
    );
    expect(await lines("actions/setup-go", { version: "v5.6" })).toBe(
      "- uses: actions/setup-go@40f1582b2485089dde7abd97c1529aa768e1baff # v5.6.0",
    );
    expect(await lines("actions/setup-go")).toBe(
      "- uses: actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0",
    );
    expect(await lines("github/codeql-action/init@v3")).toBe(
      "- uses: github/codeql-action/init@dd903d2e4f5405488e5ef1422510ee31c8b32357 # v3.36.2",
    );
    expect(await lines(`o/n@${"b".repeat(40)}`)).toBe(`- uses: o/n@${"b".repeat(40)}`);
    expect(await lines("o/n", { pin: "b".repeat(40), version: "v1.2" })).toBe(
      `- uses: o/n@${"b".repeat(40)} # v1.2`,
    );
    expect(await lines("o/n", { pin: "b".repeat(40), version: "v1\n  evil: x" })).toBe(
      `- uses: o/n@${"b".repeat(40)}`,
    );
    expect(await lines("o/n@v1")).toBe("- uses: o/n@v1");
    expect(await lines("./actions/own")).toBe("- uses: ./actions/own");
    expect(await lines("docker://alpine:3")).toBe("- uses: docker://alpine:3");
  });

  it("has its keys in the usual order", async () => {
    const step = run("a\nb", {
      id: "x",
      name: "Both",
      env: [named("A", "1")],
      workingDirectory: "web",
      shell: "sh",
      timeoutMinutes: 3,
      continueOnError: true,
      condition: { kind: { case: "literal", value: { kind: { case: "boolean", value: false } } } },
    } as never);
    const { content } = await render({ jobs: [job("a", { steps: [step] })] });
    expect(content.slice(content.indexOf("      - name"))).toBe(`      - name: Both
        id: x
        if: false
        run: |
          a
          b
        working-directory: web
        shell: sh
        env:
          A: "1"
        timeout-minutes: 3
        continue-on-error: true
`);
  });

  it("hands a secret that nobody hands on to the scripts that name it", async () => {
    const own = {
      secrets: ["TOKEN"],
      steps: [run("make"), run('deploy "$TOKEN"'), native("actions/setup-go@v5")],
    };
    expect(await steps({ jobs: [job("a", own)] })).toBe(`- run: make
- run: deploy "$TOKEN"
  env:
    TOKEN: \${{ secrets.TOKEN }}
- uses: actions/setup-go@40f1582b2485089dde7abd97c1529aa768e1baff # v5.6.0
`);
    const handed = {
      secrets: ["TOKEN"],
      steps: [run("x", { env: [named("T", reference("secrets.TOKEN"))] }), run("echo TOKEN")],
    };
    expect(await steps({ jobs: [job("a", handed)] })).toBe(`- run: x
  env:
    T: \${{ secrets.TOKEN }}
- run: echo TOKEN
`);
  });

  it("caches by id, machine, texts and files, and falls back to the key without the files", async () => {
    const caches = [
      {
        id: "gems",
        paths: ["vendor/bundle"],
        keyParts: [
          files("Gemfile.lock"),
          part("ruby-", reference("matrix.ruby")),
          part("a,b c"),
          files("it's"),
        ],
      },
      { id: "exact", paths: ["x", "y"], keyParts: [files("z")], exactOnly: true },
      { id: "own", paths: ["x"], keyParts: [files("z")], restoreKeys: [text("own-v1"), text("own-")] },
      { id: "never", paths: ["x"], keyParts: [part("v1")], save: CacheSave.NEVER },
    ];
    const ruby = matrix("a", { ruby: ["3.2", "3.3"] });
    expect(
      await steps({
        caches,
        jobs: [job("a", { ...ruby, steps: [cache("gems"), cache("exact"), cache("own"), cache("never")] })],
      }),
    ).toBe(`- name: Cache gems
  uses: actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
  with:
    path: vendor/bundle
    key: gems-\${{ runner.os }}-\${{ runner.arch }}-ruby-\${{ matrix.ruby }}-a-b-c-\${{ hashFiles('Gemfile.lock', 'it''s') }}
    restore-keys: gems-\${{ runner.os }}-\${{ runner.arch }}-ruby-\${{ matrix.ruby }}-a-b-c-
- name: Cache exact
  uses: actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
  with:
    path: |
      x
      y
    key: exact-\${{ runner.os }}-\${{ runner.arch }}-\${{ hashFiles('z') }}
- name: Cache own
  uses: actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
  with:
    path: x
    key: own-\${{ runner.os }}-\${{ runner.arch }}-\${{ hashFiles('z') }}
    restore-keys: |
      own-\${{ runner.os }}-\${{ runner.arch }}-v1
      own-\${{ runner.os }}-\${{ runner.arch }}-
- name: Restore never
  uses: actions/cache/restore@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
  with:
    path: x
    key: never-\${{ runner.os }}-\${{ runner.arch }}-v1
`);
  });

  it("saves late what must be saved always or on trusted refs, and asks the restoring step by its own id", async () => {
    const caches = [{ id: "c", paths: ["x"], keyParts: [files("z")], save: CacheSave.ALWAYS }];
    const restore = { id: "mine", ...(cache("c") as object) } as never;
    expect(
      await steps({ caches, jobs: [job("a", { steps: [restore, run("make")] })] }),
    ).toContain(`- run: make
- name: Save the c cache
  if: always() && steps.mine.outputs.cache-hit != 'true'
  uses: actions/cache/save@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
`);
  });

  it("restores and saves by hand", async () => {
    const caches = [{ id: "c", paths: ["x"], keyParts: [files("z")] }];
    expect(
      await steps({
        caches,
        jobs: [job("a", { steps: [cache("c", CacheMode.RESTORE), cache("c", CacheMode.SAVE)] })],
      }),
    ).toBe(`- name: Restore c
  id: cache-c
  uses: actions/cache/restore@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
  with:
    path: x
    key: c-\${{ runner.os }}-\${{ runner.arch }}-\${{ hashFiles('z') }}
    restore-keys: c-\${{ runner.os }}-\${{ runner.arch }}-
- name: Save the c cache
  if: steps.cache-c.outputs.cache-hit != 'true'
  uses: actions/cache/save@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
  with:
    path: x
    key: c-\${{ runner.os }}-\${{ runner.arch }}-\${{ hashFiles('z') }}
`);
  });

  it("gives each variant an artifact of its own and joins them again", async () => {
    const makes = async (axes: Record<string, string[]>, others: string[] = []) => {
      const jobs = [
        job("m", { ...matrix("m", axes), steps: [upload({ name: "cov", paths: ["c/**"] })] }),
        job("o", { steps: [run("x"), ...others.map((name) => upload({ name, paths: ["p"] }))] }),
        job("a", { needs: ["m"], steps: [download({ name: "cov", job: "m", path: "all" })] }),
      ];
      const { content } = await render({ jobs });
      expect(await judgeWorkflow(content)).toEqual([]);
      return [
        /name: (cov.*)/.exec(content)?.[1],
        /pattern: (.*)/.exec(content)?.[1],
        content.includes("merge-multiple: true"),
      ];
    };
    expect(await makes({ r: ["1", "2"], s: ["x"] })).toEqual([
      "cov-${{ matrix.r }}-${{ matrix.s }}",
      "cov-*",
      true,
    ]);
    expect(await makes({ r: ["a/b", "c"] })).toEqual(["cov-${{ strategy.job-index }}", "cov-*", true]);
    expect(await makes({ r: ["1-2", "1"], s: ["3", "2-3"] })).toEqual([
      "cov-${{ strategy.job-index }}",
      "cov-*",
      true,
    ]);
    expect(await makes({ r: ["1", "2"] }, ["cov-html"])).toEqual(["cov--${{ matrix.r }}", "cov--*", true]);
    expect(await makes({})).toEqual(["cov", undefined, false]);
  });

  it("keeps names of artifacts that tell the variants apart by themselves", async () => {
    const nameText = text("cov-", reference("matrix.r"));
    const own = matrix("m", { r: ["1", "2"] });
    const jobs = [
      job("m", { ...own, steps: [upload({ nameText, pathTexts: [text("out/", reference("matrix.r"))] })] }),
      job("same", {
        ...matrix("same", { r: ["1", "2"] }),
        needs: ["m"],
        steps: [download({ nameText, job: "m" })],
      }),
      job("a", { needs: ["m"], steps: [download({ nameText, job: "m" })] }),
    ];
    const { content, diagnostics } = await render({ jobs });
    expect(diagnostics).toEqual([]);
    expect(content).toContain(
      "          name: cov-${{ matrix.r }}\n          path: |\n            out/${{ matrix.r }}\n",
    );
    expect(content.slice(content.indexOf("  same:"), content.indexOf("  a:"))).toContain(
      "          name: cov-${{ matrix.r }}\n",
    );
    expect(content.slice(content.indexOf("  a:"))).toContain(
      "          pattern: cov-*\n          merge-multiple: true\n",
    );
  });

  it("finds artifacts below the working directory, as scripts do", async () => {
    const own = {
      workingDirectory: "web",
      steps: [
        upload({ name: "all", paths: ["dist", "./x", "!y", "/abs", "~/home"] }),
        download({ name: "all", path: "there" }),
      ],
    };
    expect(await steps({ jobs: [job("a", own)] })).toBe(`- name: Upload all
  uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0
  with:
    name: all
    path: |
      web/dist
      web/x
      !web/y
      /abs
      ~/home
- name: Download all
  uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
  with:
    name: all
    path: web/there
`);
  });

  it("hands files to another job with their paths in the repository, whatever the patterns have in common", async () => {
    const jobs = [
      job("build", { workingDirectory: "web", steps: [upload({ name: "site", paths: ["dist/**"] })] }),
      job("publish", {
        needs: ["build"],
        workingDirectory: "web",
        steps: [download({ name: "site", job: "build" })],
      }),
    ];
    const { content } = await render({ jobs });
    expect(content).toContain(
      "          path: |\n            web/dist/**\n            .keep-paths-from-here\n",
    );
    expect(content.slice(content.indexOf("  publish:"))).not.toContain("path:");
  });

  it("sets up a tool in GitHub's way, or by the script with its version in a variable", async () => {
    const tool = (more: object) =>
      ({ kind: { case: "toolchain", value: { tool: "go", version: text("1.22"), ...more } } }) as never;
    const own = {
      provider: "github",
      uses: "actions/setup-go@v5",
      with: [named("go-version", "1.22"), named("cache", "false")],
    };
    expect(
      await steps({
        jobs: [
          job("a", {
            steps: [tool({ native: [own] }), tool({ fallbackScript: 'get "$TOOLCHAIN_VERSION"' })],
          }),
        ],
      }),
    ).toBe(`- name: Set up Go
  uses: actions/setup-go@40f1582b2485089dde7abd97c1529aa768e1baff # v5.6.0
  with:
    go-version: "1.22"
    cache: false
- name: Set up Go
  run: get "$TOOLCHAIN_VERSION"
  env:
    TOOLCHAIN_VERSION: "1.22"
`);
    expect((await render({ jobs: [job("a", { steps: [tool({})] })] })).codes).toEqual(["GH009"]);
  });

  it("leaves out what is for other providers, and says so where nothing stands for GitHub", async () => {
    const both = [
      native("actions/setup-go@v5"),
      { kind: { case: "native", value: { provider: "circleci", uses: "orb/x" } } },
    ] as never[];
    expect((await render({ jobs: [job("a", { steps: both })] })).codes).toEqual([]);
    const { codes, content } = await render({ jobs: [job("a", { steps: [both[1]!, run("x")] })] });
    expect([codes, content.includes("orb")]).toEqual([["GH015"], false]);
  });

  it("takes the runner of each variant", async () => {
    const own = matrix("a", { on: ["big", "small"] });
    const runners = [
      github({ "runs-on": txt("big-8") }),
      github({
        "runs-on": { kind: { case: "list", value: { items: [txt("self-hosted"), txt("x")] } } } as never,
      }),
    ];
    const variants = own.variants!.map((variant, index) => ({
      ...variant,
      runner: { id: "r", os: "linux", providerOptions: runners[index] },
    }));
    const { content } = await render({
      jobs: [job("a", { ...own, variants, runner: { label: text(reference("matrix.on")) } } as never)],
    });
    expect(content).toContain(
      `runs-on: \${{ fromJSON(matrix.on == 'small' && '["self-hosted","x"]' || '"big-8"') }}\n`,
    );
    expect(await judgeWorkflow(content)).toEqual([]);
  });
});
