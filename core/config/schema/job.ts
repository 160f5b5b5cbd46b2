import * as z from "zod/mini";
import { parseText } from "../expressions.ts";
import {
  artifact,
  checkout,
  concurrency,
  download,
  env,
  environment,
  hatch,
  jobTimeout,
  permissions,
  secrets,
  shell,
} from "./common.ts";
import { matrix } from "./matrix.ts";
import { distinct, globs, id, jobReference, variableName, word } from "./names.ts";
import { approval } from "./parts/approval.ts";
import { image } from "./parts/image.ts";
import { jobOn } from "./parts/job-on.ts";
import { oidc } from "./parts/oidc.ts";
import { report } from "./parts/report.ts";
import { retry } from "./parts/retry.ts";
import { parallelism, shard } from "./parts/shard.ts";
import { jobServices } from "./service.ts";
import { step } from "./step.ts";
import { docs, either, type Fault, key, list, rule, table } from "./strict.ts";
import { condition, inputs, text, version } from "./text.ts";

const ids = (expected: string, what: string, one = id) =>
  list(expected, one).check(distinct(what, (name: string) => name));

const systemPackages = list('a list of packages, such as ["libpq-dev"]', word("a package")).check(
  distinct("package", (name: string) => name),
);

const packageName = z
  .string('a package, such as "ruby"')
  .check(z.regex(/^[a-z][a-z0-9+._-]*$/, 'a package, such as "ruby"'));

const packages = either('a list such as ["ruby", "node"], or a table such as { node = "22" }', [
  list("a list of packages", packageName).check(
    distinct("package", (name: string) => name),
    rule(faultsOfList),
  ),
  z.catchall(
    z.object({ system: key(systemPackages, "Packages of the operating system.") }, "a table of packages"),
    either('true, a version such as "22", or a table of inputs', [z.literal(true), version, inputs()]),
  ),
]);

const skipIf = table('a table such as { paths_unmodified = ["app/**"] }', {
  paths_unmodified: key(globs, "Skip when none of these files changed since the job last succeeded."),
  env: key(list("a list of variables", variableName), "Variables whose value counts."),
  branch: key(
    list('a list of branches, such as ["dependabot/*"]', word("a pattern of branches")),
    "Branches on which the job is skipped.",
  ),
});

const runnerOs = text('"linux", "macos" or "windows"').check(rule(oneOf(["linux", "macos", "windows"])));
const runnerArch = text('"amd64" or "arm64"').check(rule(oneOf(["amd64", "arm64"])));

/** `[jobs.ID]` and `[templates.ID]`. */
export const job = table('a job, such as { steps = [{ run = "npm test" }] }', {
  name: key(text("a name"), "What people see. Default: the id."),
  extends: key(ids('a list of templates, such as ["base"]', "template"), "Templates, merged in this order."),
  needs: key(ids('a list of jobs, such as ["build"]', "job", jobReference), "Jobs that must succeed first."),
  needs_any: key(
    ids('a list of jobs, such as ["build", "fetch"]', "job", jobReference).check(
      z.minLength(1, "a list of at least one job"),
    ),
    "Jobs of which one must succeed, once all of them have ended.",
  ),
  matrix: key(matrix, "Values that the job is repeated for."),
  packages: key(packages, "Tools: the version found or given, installed, with their dependencies cached."),
  steps: key(
    list('a list of steps, such as [{ run = "npm test" }]', step).check(rule(faultsOfSteps)),
    "What is done, in order.",
  ),
  services: key(jobServices, "Servers beside the job, reached at the same host name everywhere."),
  image: key(image, "A container image to run in. Default: the runner itself."),
  runner: key(
    text("a runner's id").check(z.minLength(1, "a runner's id")),
    "Where it runs: a [runners.ID], or {{ matrix.AXIS }}.",
  ),
  os: key(runnerOs, "The operating system, where no runner says it. Default: linux."),
  arch: key(runnerArch, "The processor, where no runner says it. Default: amd64; on macos arm64."),
  env: key(env, "Variables of all steps."),
  secrets: key(secrets, "Secrets that the steps may use, as `{{ secrets.NAME }}`."),
  environment: key(environment, "The deployment target; such a job is never skipped."),
  oidc: key(oidc, "The steps may ask for an identity token, which clouds accept."),
  permissions: key(permissions, "Rights of the job's token. Default: the workflow's."),
  if: key(condition, "When the job runs. Default: when all that it needs succeeded."),
  on: key(jobOn, "Of the events that start the workflow, those on which the job runs. Default: all."),
  approval: key(approval, "The job starts when a person has agreed; it may have no steps."),
  timeout: key(jobTimeout, "How long the job may take; false: as long as the provider lets it."),
  retry: key(retry, "How often, and why, a failed job is tried again. Default: never."),
  parallelism: key(
    parallelism,
    "Copies of the job that share its work: $CIG_SHARD_INDEX of $CIG_SHARD_TOTAL.",
  ),
  shard: key(shard, "Files that the copies share; needs parallelism."),
  continue_on_error: key(z.boolean("true or false"), "Whether the run succeeds although this job fails."),
  concurrency: key(concurrency, "At most one run of a group at a time."),
  artifacts: key(
    list('a list of paths, such as ["dist/**"]', artifact),
    "Files for other jobs or for people.",
  ),
  uses_artifacts: key(list('a list of artifacts, such as ["dist"]', download), "Artifacts of earlier jobs."),
  persist: key(
    list(
      'a list of paths, such as ["dist", "node_modules"]',
      text("a path").check(z.minLength(1, "a path")),
    ).check(
      z.minLength(1, "a list of at least one path"),
      distinct("path", (path: string) => path),
    ),
    "Files that all jobs behind this one have, where they lay.",
  ),
  reports: key(
    list('a list of reports, such as [{ junit = "reports/*.xml" }]', report),
    "What people are shown, whatever came of the steps.",
  ),
  outputs: key(
    z.record(id, text('text, such as "{{ steps.x.outputs.y }}"'), "a table of outputs"),
    "Values for other jobs, as `{{ jobs.ID.outputs.NAME }}`.",
  ),
  checkout: key(checkout, "Whether and how the job gets the sources. Default: the last commit."),
  working_directory: key(text("a folder"), "Where the steps run. Default: the repository's root."),
  shell: key(shell, "The shell of `run` steps. Default: bash."),
  inputs: key(globs, "Files that count in the work signature, beside those of skip_if."),
  skip_if: key(skipIf, "When a job that already succeeded need not run again."),
  effects: key(z.boolean("true or false"), "True: it changes the world and is never skipped."),
  stage: key(word("a stage"), "For ordering and display."),
  provider: key(hatch, "Merged last into the job that a provider writes."),
});
docs.add(job, { id: "Job" });

function* faultsOfSteps(steps: { id?: string | undefined }[]): Iterable<Fault> {
  const seen = new Set<string>();
  for (const [index, { id: name }] of steps.entries()) {
    if (name !== undefined && seen.has(name))
      yield {
        code: "CIG405",
        message: `Two steps of this job have the id "${name}".`,
        hint: "Rename one of them.",
        path: [index, "id"],
      };
    if (name !== undefined) seen.add(name);
  }
}

function faultsOfList(names: string[]): Fault[] {
  const index = names.indexOf("system");
  if (index < 0) return [];
  return [
    {
      message: '"system" stands for packages of the operating system, and a list cannot say which.',
      hint: 'Write packages as a table: { ruby = true, system = ["libpq-dev"] }.',
      path: [index],
    },
  ];
}

function oneOf(values: readonly string[]) {
  return (value: string): Fault[] =>
    values.includes(value) || (value.includes("{{") && parseText(value).names.length > 0)
      ? []
      : [{ message: `"${value}" is not one of ${values.map((each) => `"${each}"`).join(", ")}.` }];
}
