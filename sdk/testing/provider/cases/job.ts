import type { JobRow } from "../../../table/table.ts";
import type { Case, Expectation } from "./case.ts";
import { all, job, type Part, runs, says, script, step } from "./expect.ts";

function keyed(feature: string, lines: string, at: string, expect: Expectation | Part<JobRow>): Case {
  return {
    feature: `job.${feature}`,
    toml: `[jobs.test]\nsteps = [{ run = "make test" }]\n${lines}\n`,
    at: `jobs.test.${at}`,
    expect: typeof expect === "function" ? expect : job("test", expect),
  };
}

/** The job "test" behind a job "build". */
function behind(feature: string, lines: string, at: string, expect: Expectation | Part<JobRow>): Case {
  const build = '[jobs.build]\nsteps = [{ run = "make" }]\n';
  const one = keyed(feature, `needs = ["build"]\n${lines}`, at, expect);
  return { ...one, toml: `${build}\n${one.toml}` };
}

const specs = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name) => [`spec/${name}_spec.rb`, ""]));

/** What a job says of itself. */
export const jobCases: readonly Case[] = [
  keyed("name", 'name = "Unit tests"', "name", says("Unit tests")),
  keyed("stage", 'stage = "quality"', "stage", says("quality")),
  behind("needs", "", "needs", { needs: ["build"] }),
  {
    feature: "job.needs_any",
    toml: `[jobs.fast]
steps = [{ run = "make fast" }]

[jobs.thorough]
steps = [{ run = "make thorough" }]

[jobs.test]
needs_any = ["fast", "thorough"]
steps = [{ run = "make test" }]
`,
    at: "jobs.test.needs_any",
    expect: job("test", { needsAny: ["fast", "thorough"] }),
  },
  keyed(
    "env",
    'env = { COLOUR = "dark blue" }',
    "env",
    script("test", "make test", { env: { COLOUR: "dark blue" } }),
  ),
  keyed("secrets", 'secrets = ["API_TOKEN"]\nenv = { TOKEN = "{{ secrets.API_TOKEN }}" }', "secrets", {
    secrets: ["API_TOKEN"],
  }),
  keyed(
    "permissions",
    'permissions = { issues = "write" }',
    "permissions",
    all(({ table }) => rights(table.workflows[0]?.jobs ?? []), job("test")),
  ),
  keyed("environment", 'environment = "live"', "environment", { environment: "live" }),
  keyed(
    "environment.url",
    'environment = { name = "live", url = "https://shop.example.com" }',
    "environment.url",
    all(job("test", { environment: "live" }), says("https://shop.example.com")),
  ),
  keyed("oidc", "oidc = true", "oidc", { oidc: true }),
  keyed(
    "oidc.audience",
    'oidc = { audience = "clouds.example.com", env = "CLOUD_TOKEN" }',
    "oidc.audience",
    all(job("test", { oidc: true }), says("clouds.example.com")),
  ),
  keyed(
    "oidc.env",
    'oidc = { env = "CLOUD_TOKEN" }',
    "oidc.env",
    all(job("test", { oidc: true }), says("CLOUD_TOKEN")),
  ),
  keyed(
    "if",
    `if = "git.branch == 'main'"`,
    "if",
    runs("test", ["push to main"], ["push to feature/x", "tag v1.2.3"]),
  ),
  behind("if.failure", 'if = "failure()"', "if", { needs: ["build"], runsAfter: "failure" }),
  behind("if.always", 'if = "always()"', "if", { needs: ["build"], runsAfter: "always" }),
  behind("if.cancelled", 'if = "cancelled()"', "if", ({ table, text }) => {
    const row = table.workflows.flatMap(({ jobs }) => jobs).find(({ id }) => id === "test");
    // The table has no word for what was cancelled; whoever has one writes it.
    return row && (row.runsAfter !== "success" || row.runsOn.length === 0 || /cancel|abort/i.test(text))
      ? []
      : ['The job "test" runs after success, too, or is not there.'];
  }),
  keyed(
    "if.matches",
    `if = "matches(git.branch, '^(main|develop)$')"`,
    "if",
    runs("test", ["push to main"], ["push to feature/x"]),
  ),
  {
    feature: "job.if.outputs",
    toml: `[jobs.build]
steps = [{ id = "look", run = "./changed >> \\"$CIG_OUTPUT\\"", outputs = ["code"] }]
outputs = { code = "{{ steps.look.outputs.code }}" }

[jobs.test]
needs = ["build"]
if = "jobs.build.outputs.code == 'changed'"
steps = [{ run = "make test" }]
`,
    at: "jobs.test.if",
    expect: all(job("test", { needs: ["build"] }), says("changed")),
  },
  keyed("timeout", 'timeout = "17m"', "timeout", { timeoutMinutes: 17 }),
  keyed("retry", "retry = 2", "retry", { retries: 2 }),
  keyed(
    "retry.exit_statuses",
    "retry = { max = 2, on = [75] }",
    "retry.on",
    all(job("test", { retries: 2 }), says("75")),
  ),
  keyed("retry.runner_lost", 'retry = { max = 2, on = ["runner_lost"] }', "retry.on", { retries: 2 }),
  {
    feature: "job.retry.timeout",
    toml: `[jobs.test]
steps = [{ run = "make test", timeout = "7m" }]
retry = { max = 2, on = ["timeout"] }
`,
    at: "jobs.test.retry.on",
    expect: job("test", { retries: 2 }),
  },
  {
    feature: "job.continue_on_error",
    toml: `[jobs.test]
steps = [{ run = "make test" }]
continue_on_error = true

[jobs.publish]
needs = ["test"]
steps = [{ run = "./publish" }]
`,
    at: "jobs.test.continue_on_error",
    expect: all(job("test", { continueOnError: true }), job("publish", { needs: ["test"] })),
  },
  keyed("concurrency", 'concurrency = "live"', "concurrency", { concurrency: "live" }),
  keyed(
    "concurrency.cancel",
    'concurrency = { group = "live", cancel_in_progress = true }',
    "concurrency.cancel_in_progress",
    { concurrency: "live" },
  ),
  {
    feature: "job.outputs",
    toml: `[jobs.build]
steps = [{ id = "v", run = "echo \\"version=$(cat VERSION)\\" >> \\"$CIG_OUTPUT\\"", outputs = ["version"] }]
outputs = { version = "{{ steps.v.outputs.version }}" }

[jobs.test]
needs = ["build"]
steps = [{ run = "./announce", env = { VERSION = "{{ jobs.build.outputs.version }}" } }]
`,
    at: "jobs.build.outputs",
    expect: all(
      job("build", { outputs: { version: /version/ } }),
      script("test", "./announce", { env: { VERSION: "{{ jobs.build.outputs.version }}" } }),
    ),
  },
  keyed("parallelism", "parallelism = 4", "parallelism", { parallelism: 4 }),
  {
    feature: "job.shard",
    toml: `[jobs.test]
parallelism = 3
shard = { files = ["spec/**/*_spec.rb"] }
steps = [{ run = "xargs bundle exec rspec < \\"$SHARD_FILES\\"" }]
`,
    files: specs,
    at: "jobs.test.shard",
    expect: all(job("test", { parallelism: 3 }), says("_spec.rb", "SHARD_FILES")),
  },
  {
    feature: "job.shard.timings",
    toml: `[jobs.test]
parallelism = 3
shard = { files = ["spec/**/*_spec.rb"], by = "timings" }
steps = [{ run = "xargs bundle exec rspec < \\"$SHARD_FILES\\"" }]
`,
    files: specs,
    at: "jobs.test.shard.by",
    expect: all(job("test", { parallelism: 3 }), says("_spec.rb", "timings")),
  },
  behind("approval", 'approval = "Go live?"', "approval", { needs: ["build"], approval: true }),
  behind(
    "approval.approvers",
    'approval = { message = "Go live?", approvers = ["ops-team"] }',
    "approval.approvers",
    all(job("test", { approval: true }), says("ops-team")),
  ),
  keyed("skip_if", 'skip_if = { paths_unmodified = ["Makefile"] }', "skip_if", step("test", "run")),
];

function rights(rows: readonly JobRow[]): string[] {
  const found = rows.find(({ id }) => id === "test")?.permissions ?? [];
  return found.includes("issues: write")
    ? []
    : [`The job "test" has not the right "issues: write", but ${found.join(", ")}.`];
}
