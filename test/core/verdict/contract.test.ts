import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contract } from "../../../core/verdict/contract.ts";
import { usesOf } from "../../../core/verdict/uses.ts";
import type { Verdict } from "../../../core/verdict/verdict.ts";
import type { Output } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { JobSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { planToml } from "../plan/fake.ts";

const output = '[[outputs]]\nprovider = "github"\npath = "ci.yml"\n';

async function planned(toml: string): Promise<Output> {
  const { outputs, diagnostics } = await planToml(`${toml}\n${output}`);
  expect(diagnostics.filter(({ level }) => level === "error")).toEqual([]);
  return outputs[0]!;
}

/** Contracts with just these variants left out. */
function without(plan: Output, ...leftOut: readonly string[]): Output {
  const verdicts = plan.jobs.flatMap((job) =>
    job.variants.map(({ id }): [string, Verdict] => [
      id,
      leftOut.includes(id)
        ? {
            job: job.id,
            id,
            verdict: "skip",
            reason: { kind: "already passed", commit: "c", run: "1", at: "", scope: "trusted" },
            record: false,
          }
        : { job: job.id, id, verdict: "run", reason: { kind: "no marker" }, record: true },
    ]),
  );
  return contract(plan, new Map(verdicts));
}

/** "test-a test-b ← build | any-a any-b" */
function shape({ jobs }: Output): string[] {
  return jobs.map(({ variants, needs, needsAny }) =>
    [
      variants.map(({ id }) => id).join(" "),
      ...(needs.length > 0 ? [`← ${needs.join(" ")}`] : []),
      ...(needsAny.length > 0 ? [`| ${needsAny.join(" ")}`] : []),
    ].join(" "),
  );
}

const chain = `
[jobs.build]
steps = [{ run = "make" }]
[jobs.lint]
needs = ["build"]
steps = [{ run = "make lint" }]
[jobs.test]
needs = ["lint"]
steps = [{ run = "make test" }]
[jobs.deploy]
needs = ["build", "test"]
effects = true
steps = [{ run = "make deploy" }]
`;

describe("contraction", () => {
  it("replaces a need that is left out by its own, however many are left out in a row", async () => {
    const plan = await planned(chain);
    expect(shape(without(plan))).toEqual(["build", "lint ← build", "test ← lint", "deploy ← build test"]);
    expect(shape(without(plan, "lint", "test"))).toEqual(["build", "deploy ← build"]);
    expect(shape(without(plan, "build", "lint", "test"))).toEqual(["deploy"]);
    expect(shape(without(plan, "build"))).toEqual(["lint", "test ← lint", "deploy ← test"]);
  });

  it("keeps the variants of a matrix that run, and an axis as short as they need", async () => {
    const plan = await planned(`
[jobs.test]
matrix = { ruby = ["3.2", "3.3"], os = ["linux", "macos"] }
steps = [{ run = "make" }]
`);
    const thin = without(plan, "test-ruby3.2-linux", "test-ruby3.2-macos", "test-ruby3.3-macos");
    expect(shape(thin)).toEqual(["test-ruby3.3-linux"]);
    const [test] = thin.jobs;
    expect(test!.matrix!.axes.map(({ name, values }) => `${name} ${values.length}`)).toEqual([
      "ruby 1",
      "os 1",
    ]);
    const corner = without(plan, "test-ruby3.2-linux").jobs[0]!.matrix!;
    expect(corner.axes.map(({ values }) => values.length)).toEqual([2, 2]);
    expect(
      corner.exclude.map(({ entries }) => entries.map(({ value }) => value!.kind.value).join(" ")),
    ).toEqual(["3.2 linux"]);
  });

  it("drops alternatives that are left out together, and keeps them while they run", async () => {
    const plan = await planned(`
[jobs.a]
steps = [{ run = "a" }]
[jobs.b]
steps = [{ run = "b" }]
[jobs.c]
needs_any = ["a", "b"]
steps = [{ run = "c" }]
`);
    expect(shape(without(plan))).toEqual(["a", "b", "c | a b"]);
    expect(shape(without(plan, "a", "b"))).toEqual(["c"]);
  });

  it("drops a job for failures when nothing that could fail runs, with those that wait for it", async () => {
    const plan = await planned(`
[jobs.test]
steps = [{ run = "make" }]
[jobs.repair]
needs = ["test"]
if = "failure()"
steps = [{ run = "make repair" }]
[jobs.after]
needs = ["repair"]
steps = [{ run = "make after" }]
[jobs.tell]
needs = ["repair"]
if = "always()"
steps = [{ run = "make tell" }]
`);
    expect(shape(without(plan))).toEqual(["test", "repair ← test", "after ← repair", "tell ← repair"]);
    expect(shape(without(plan, "test"))).toEqual(["tell"]);
  });

  it("keeps the caches and commands that are still used", async () => {
    const plan = await planned(`
[commands.hello]
steps = [{ run = "echo hello" }]
[caches.deps]
paths = ["vendor"]
key_parts = ["cig.toml"]
[jobs.a]
steps = [{ cache = "deps" }, { run = "a" }]
[jobs.b]
steps = [{ command = "hello" }]
`);
    const both = without(plan);
    expect([both.caches.length, both.commands.length]).toEqual([1, 1]);
    expect([without(plan, "a").caches.length, without(plan, "a").commands.length]).toEqual([0, 1]);
    expect([without(plan, "b").caches.length, without(plan, "b").commands.length]).toEqual([1, 0]);
  });

  it("changes nothing where nothing is left out, and never the plan itself", async () => {
    const plan = await planned(chain);
    const before = JSON.stringify(shape(plan));
    expect(without(plan)).toEqual(plan);
    without(plan, "build", "lint");
    expect(JSON.stringify(shape(plan))).toBe(before);
  });

  it("keeps who waits for whom among those that run", async () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { minLength: 6, maxLength: 6 }),
        fc.subarray(ids),
        async (edges, leftOut) => {
          const toml = ids.map((id, to) => {
            const needs = ids.filter((_, from) => from < to && edges[from]![to]);
            return `[jobs.${id}]\nneeds = ${JSON.stringify(needs)}\nsteps = [{ run = "${id}" }]`;
          });
          const plan = await planned(toml.join("\n"));
          const thin = without(plan, ...leftOut);
          const kept = ids.filter((id) => !leftOut.includes(id));
          for (const id of kept)
            expect(ancestors(thin, id)).toEqual(ancestors(plan, id).filter((each) => kept.includes(each)));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("jobs that start machines", () => {
  const launch = (plan: Output, id: string, launches: string, variants: readonly string[]): Output => {
    const job = plan.jobs.find((each) => each.id === launches)!;
    const own = create(JobSchema, {
      id,
      launches,
      needs: job.needs,
      variants: variants.map((each) => ({ id: each })),
      ...(job.matrix && { matrix: job.matrix }),
    });
    const jobs = plan.jobs.flatMap((each) =>
      each === job ? [own, { ...job, needs: [...job.needs, id] }] : [each],
    );
    return { ...plan, jobs };
  };

  it("are left out with their jobs, and stand for what is before them as those do", async () => {
    const plan = launch(await planned(chain), "launch-lint", "lint", ["launch-lint"]);
    expect(shape(without(plan))).toEqual([
      "build",
      "launch-lint ← build",
      "lint ← build launch-lint",
      "test ← lint",
      "deploy ← build test",
    ]);
    expect(shape(without(plan, "lint"))).toEqual(["build", "test ← build", "deploy ← build test"]);
  });

  it("start one for each variant that runs", async () => {
    const toml = '[jobs.test]\nmatrix = { n = ["1", "2"] }\nsteps = [{ run = "t {{ matrix.n }}" }]\n';
    const plan = launch(await planned(toml), "launch-test", "test", ["launch-test-n1", "launch-test-n2"]);
    expect(shape(without(plan, "test-n1"))).toEqual(["launch-test-n2", "test-n2 ← launch-test"]);
    expect(shape(without(plan, "test-n1", "test-n2"))).toEqual([]);
  });
});

describe("what a job uses", () => {
  const of = async (toml: string, id: string) => {
    const { jobs } = await planned(toml);
    return usesOf(jobs.find((job) => job.id === id)!);
  };
  const build = '[jobs.build]\nsteps = [{ run = "make", id = "v", outputs = ["x"] }]\n';

  it("is artifacts, the workspace and outputs, and not what it only waits for", async () => {
    const artifacts = `${build}artifacts = ["dist"]\n[jobs.test]\nneeds = ["build"]\n`;
    expect(await of(`${artifacts}uses_artifacts = ["dist"]\nsteps = [{ run = "t" }]`, "test")).toEqual([
      "build",
    ]);
    expect(await of(`${artifacts}steps = [{ run = "t" }]`, "test")).toEqual([]);
    const persist = `${build}persist = ["dist"]\n[jobs.mid]\nneeds = ["build"]\nsteps = [{ run = "m" }]\n`;
    expect(await of(`${persist}[jobs.test]\nneeds = ["mid"]\nsteps = [{ run = "t" }]`, "test")).toEqual([
      "build",
    ]);
    const outputs = `${build}outputs = { x = "{{ steps.v.outputs.x }}" }\n[jobs.test]\nneeds = ["build"]\n`;
    for (const more of [
      'steps = [{ run = "echo {{ jobs.build.outputs.x }}" }]',
      `if = "jobs.build.outputs.x == 'yes'"\nsteps = [{ run = "t" }]`,
      `steps = [{ run = "t", if = "jobs.build.outputs.x == 'yes'" }]`,
      'env = { X = "{{ jobs.build.outputs.x }}" }\nsteps = [{ run = "t" }]',
    ])
      expect(await of(`${outputs}${more}`, "test")).toEqual(["build"]);
  });

  it("is everything before it where a script or a provider's own step fetches by itself", async () => {
    const other = `${build}[jobs.test]\nneeds = ["build"]\n`;
    for (const steps of [
      '{ run = "buildkite-agent artifact download dist.tgz ." }',
      '{ run = "gh run download -n dist" }',
      '{ native = { github = { uses = "actions/download-artifact@v4" } } }',
    ])
      expect(await of(`${other}steps = [${steps}]`, "test"), steps).toEqual(["build"]);
    expect(
      await of(
        `${other}steps = [{ run = "t" }]\nprovider = { github = { env = { X = "\${{ needs.build.outputs.x }}" } } }`,
        "test",
      ),
    ).toEqual(["build"]);
    expect(await of(`${other}steps = [{ run = "echo needs.building" }]`, "test")).toEqual([]);
  });
});

function ancestors({ jobs }: Output, id: string): string[] {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const need of jobs.find((job) => job.id === next)!.needs)
      if (!found.has(need)) {
        found.add(need);
        open.push(need);
      }
  return [...found].sort();
}
