import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { named, reference, ShardBy, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { matchGlobs } from "../../../../core/repo/glob.ts";
import { patternsOf } from "../../../../plugins/provider/github/steps/files/pattern.ts";
import { expand } from "../../../execution/variants.ts";
import { judgeScripts, judgeWorkflow } from "../../../validators/github.ts";
import { openMachine, stepsOf } from "./machine.ts";
import { type JobInit, job, matrix, render, run, txt } from "./requests.ts";

const shardStep = (files: string[], by = ShardBy.NAME) =>
  ({ kind: { case: "shard", value: { files, by } } }) as never;

const env = [
  named("CIG_SHARD_INDEX", reference("shard.index")),
  named("CIG_SHARD_TOTAL", reference("shard.total")),
  named("SHARD_FILES", reference("runner.temp"), "/cig-shard-files"),
];

async function strategyOf(more: JobInit): Promise<Record<string, unknown>> {
  const { content, diagnostics } = await render({ jobs: [job("a", more)] });
  expect(diagnostics).toEqual([]);
  expect(await judgeWorkflow(content)).toEqual([]);
  return parse(content).jobs.a.strategy;
}

describe("copies that share the work of a job", () => {
  it("are an axis of the matrix, and one's failure ends no other", async () => {
    expect(await strategyOf({ parallelism: 3 })).toEqual({
      "fail-fast": false,
      matrix: { shard: [0, 1, 2] },
    });
    expect(await strategyOf({ parallelism: 2, ...matrix("a", { ruby: ["3.2", "3.3"] }) })).toEqual({
      matrix: { ruby: ["3.2", "3.3"], shard: [0, 1] },
    });
  });

  it("leave the axis that the author calls shard alone", async () => {
    const strategy = await strategyOf({ parallelism: 2, ...matrix("a", { shard: ["x", "y"] }) });
    expect(strategy.matrix).toEqual({ shard: ["x", "y"], "cig-shard": [0, 1] });
  });

  it("are made of every variant, also of those that only include makes", async () => {
    const own = matrix("a", { ruby: ["3.2", "3.3"], db: ["pg", "my"] });
    const entry = (values: Record<string, string>) => ({
      entries: Object.entries(values).map(([key, value]) => ({ key, value: txt(value) })),
    });
    const strategy = await strategyOf({
      parallelism: 2,
      ...own,
      matrix: {
        ...own.matrix,
        include: [
          entry({ ruby: "3.3", coverage: "yes" }),
          entry({ ruby: "3.4", db: "pg" }),
          entry({ note: "all" }),
        ],
        exclude: [entry({ ruby: "3.2", db: "my" })],
      },
    } as never);
    const cells = expand(strategy.matrix as never);
    const key = ({ ruby, db, shard }: (typeof cells)[number]) => `${ruby} ${db} ${shard}`;
    expect(cells.map(key).sort()).toEqual([
      "3.2 pg 0",
      "3.2 pg 1",
      "3.3 my 0",
      "3.3 my 1",
      "3.3 pg 0",
      "3.3 pg 1",
      "3.4 pg 0",
      "3.4 pg 1",
    ]);
    expect(
      cells
        .filter(({ coverage }) => coverage === "yes")
        .map(key)
        .sort(),
    ).toEqual(["3.3 my 0", "3.3 my 1", "3.3 pg 0", "3.3 pg 1"]);
  });

  it("are written out where the matrix is a list", async () => {
    const entry = (ruby: string) => ({ entries: [{ key: "ruby", value: txt(ruby) }] });
    const strategy = await strategyOf({
      parallelism: 2,
      matrix: { include: [entry("3.2"), entry("3.3")] },
      variants: [{ id: "a-3.2" }, { id: "a-3.3" }],
    } as never);
    expect(expand(strategy.matrix as never)).toEqual([
      { ruby: "3.2", shard: 0 },
      { ruby: "3.2", shard: 1 },
      { ruby: "3.3", shard: 0 },
      { ruby: "3.3", shard: 1 },
    ]);
  });

  it("know their number, and so do names and artifacts", async () => {
    const { content, diagnostics } = await render({
      jobs: [
        job("a", {
          parallelism: 3,
          nameText: text("Tests ", reference("git.branch")),
          env: [...env, named("NUMBER", reference("shard.number"))],
          steps: [
            run("x", { env: [named("T", "of ", reference("shard.total"))] }),
            { kind: { case: "upload", value: { name: "cov", paths: ["c"] } } } as never,
          ],
        } as never),
        job("b", {
          needs: ["a"],
          steps: [{ kind: { case: "download", value: { name: "cov", job: "a" } } } as never],
        }),
        job("c", { env: [named("I", reference("shard.index")), named("N", reference("shard.number"))] }),
      ],
    });
    expect(diagnostics).toEqual([]);
    expect(await judgeWorkflow(content)).toEqual([]);
    const { a, b, c } = parse(content).jobs;
    expect(a.name).toBe(
      "Tests ${{ github.head_ref || github.ref_type == 'branch' && github.ref_name || '' }} (${{ matrix.shard }})",
    );
    expect(a.env).toEqual({
      CIG_SHARD_INDEX: "${{ matrix.shard }}",
      CIG_SHARD_TOTAL: "3",
      NUMBER: "${{ fromJSON('[1,2,3]')[matrix.shard] }}",
    });
    expect(a.steps[0].env).toEqual({ SHARD_FILES: "${{ runner.temp }}/cig-shard-files", T: "of 3" });
    expect(a.steps[1].with.name).toBe("cov-${{ matrix.shard }}");
    expect(b.steps[0].with).toEqual({ pattern: "cov-*", "merge-multiple": true });
    expect(c.env).toEqual({ I: "0", N: "1" });
  });

  it("are refused beyond what GitHub runs of one job", async () => {
    const { diagnostics } = await render({
      jobs: [job("a", { parallelism: 100, ...matrix("a", { n: ["1", "2", "3"] }) })],
    });
    expect(diagnostics.map(({ code, message, location }) => [code, message, location?.subject])).toEqual([
      [
        "GH005",
        'The job "a" would run 300 times (3 variants, each shared by 100); GitHub runs at most 256 of one job.',
        ["jobs", "a", "matrix"],
      ],
    ]);
    expect((await render({ jobs: [job("a", { parallelism: 257 })] })).codes).toEqual(["GH005"]);
    expect((await render({ jobs: [job("a", { parallelism: 256 })] })).codes).toEqual([]);
  });
});

describe("files that copies share", () => {
  async function shares(
    files: Record<string, string>,
    globs: string[],
    { total = 3, by = ShardBy.NAME, git = false, sh = false } = {},
  ): Promise<string[][]> {
    const [step] = await stepsOf({
      jobs: [job("a", { parallelism: total, env, steps: [shardStep(globs, by)] })],
    });
    const machine = openMachine({ sh });
    for (const [path, content] of Object.entries(files)) machine.write(path, content);
    if (git) spawnSync("git", ["init", "-q"], { cwd: machine.workspace });
    return Array.from({ length: total }, (_, index) => {
      const { code, out } = machine.run(step!, {
        CIG_SHARD_INDEX: String(index),
        CIG_SHARD_TOTAL: String(total),
      });
      expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ of \d+ files\n$/)]);
      const lines = readFileSync(join(machine.temp, "cig-shard-files"), "utf8").split("\n");
      expect(lines.pop()).toBe("");
      return lines;
    });
  }

  const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ""]));

  it("are dealt by turns in the order of their names", async () => {
    const files = named(
      "spec/a_spec.rb",
      "spec/b/c d_spec.rb",
      "spec/z_spec.rb",
      "spec/y_spec.rb",
      "spec/x.rb",
    );
    expect(await shares(files, ["spec/**/*_spec.rb"], { total: 2 })).toEqual([
      ["spec/a_spec.rb", "spec/y_spec.rb"],
      ["spec/b/c d_spec.rb", "spec/z_spec.rb"],
    ]);
  });

  it("are dealt by size, the largest first, to whoever has least", async () => {
    const sizes = { a: 50, b: 10, c: 30, d: 30, "e $(touch pwned)": 5 };
    const files = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, "x".repeat(size)]));
    for (const sh of [false, true])
      expect(await shares(files, ["*"], { total: 2, by: ShardBy.SIZE, sh })).toEqual([
        ["a", "b", "e $(touch pwned)"],
        ["c", "d"],
      ]);
  });

  it("are those that git does not ignore, and those that the patterns do not take out", async () => {
    const files = {
      ...named("t/a.js", "t/b.js", "t/skip/c.js", "node_modules/t/x.js"),
      ".gitignore": "node_modules\n",
    };
    expect(
      (await shares(files, ["**/*.js", "!**/skip/**"], { total: 1 + 1, git: true })).flat().sort(),
    ).toEqual(["t/a.js", "t/b.js"]);
  });

  it("fail the step where there are none", async () => {
    const [step] = await stepsOf({
      jobs: [job("a", { parallelism: 2, env, steps: [shardStep(["nothing/*"])] })],
    });
    const { code, out } = openMachine().run(step!, { CIG_SHARD_INDEX: "0", CIG_SHARD_TOTAL: "2" });
    expect([code, out]).toEqual([1, "::error::No file fits the patterns of the shard.\n"]);
  });

  it("start at the root of the repository, wherever the job works, and in a shell that can", async () => {
    const [step] = await stepsOf({
      jobs: [
        job("a", { parallelism: 2, env, workingDirectory: "web", shell: "pwsh", steps: [shardStep(["*"])] }),
      ],
    });
    expect([step!["working-directory"], step!.shell]).toEqual([".", "bash"]);
  });

  it("are chosen by a script that shellcheck accepts", async () => {
    for (const by of [ShardBy.NAME, ShardBy.SIZE, ShardBy.TIMINGS]) {
      const { content } = await render({
        jobs: [job("a", { parallelism: 2, env, steps: [shardStep(["a", "!b"], by)] })],
      });
      expect(judgeScripts(content) ?? []).toEqual([]);
    }
  });

  it("come out as the language's own patterns have it", () => {
    const name = fc.constantFrom(
      "a",
      "b.rb",
      "c d",
      "x[1]",
      "é",
      "$(id)",
      "a+b",
      "{q}",
      "-e",
      ".hid",
      "a|b",
      "^",
      "*",
    );
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const piece = fc.constantFrom(
      "**",
      "*",
      "?",
      "a*",
      "*.rb",
      "{a,b.rb}",
      "[a-c]*",
      "[!a]",
      "x\\[1\\]",
      "c d",
      "a+b",
      "\\*",
      "{a,{-e,*d}}",
      "[]^]",
      "a|b",
    );
    const glob = fc
      .tuple(fc.boolean(), fc.array(piece, { minLength: 1, maxLength: 3 }))
      .map(([negated, parts]) => (negated ? "!" : "") + parts.join("/"));
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { maxLength: 12 }),
        fc.array(glob, { minLength: 1, maxLength: 3 }),
        (paths, globs) => {
          // What is taken out is taken out, whatever stands behind it.
          const ordered = [
            ...globs.filter((each) => !each.startsWith("!")),
            ...globs.filter((each) => each.startsWith("!")),
          ];
          const { wanted, except } = patternsOf(ordered);
          const grep = (pattern: string, more: string[]) =>
            spawnSync("grep", ["-E", ...more, "-e", pattern], { input: all.join("\n"), encoding: "utf8" })
              .stdout.split("\n")
              .filter(Boolean);
          const all = [...paths].sort();
          const found = all.length === 0 || wanted === "^()$" ? [] : grep(wanted, []);
          const out = new Set(except === undefined ? [] : grep(except, []));
          expect(found.filter((each) => !out.has(each))).toEqual(matchGlobs(ordered, all));
        },
      ),
      { numRuns: 120 },
    );
  });
});
