import * as z from "zod/mini";
import { faultOfDuration } from "../duration.ts";
import { containerVariableName, distinct, providerName, variableName, word } from "./names.ts";
import { docs, either, type Fault, key, list, requiredKey, rule, table } from "./strict.ts";
import { condition, freeTable, scalar, text } from "./text.ts";

const minutes = [
  z
    .int("whole minutes")
    .check(z.minimum(1, "at least 1 minute"), z.maximum(50_400, "at most 35 days (50400)")),
  z.string().check(rule(faultOfDuration)),
] as const;

/** How long something may take: whole minutes, or text such as "1h30m". `minutesOf` reads it. */
export const timeout = either('minutes such as 10, or a time such as "10m" or "1h30m"', minutes);

/** The same of a job, which has a limit where nothing is said: false is none but the provider's own. */
export const jobTimeout = either('minutes such as 10, a time such as "10m" or "1h30m", or false', [
  ...minutes,
  z.literal(false),
]);

/** Environment variables. */
export const env = z
  .record(variableName, scalar(), 'a table of variables, such as { RAILS_ENV = "test" }')
  .check(rule(faultsOfEnv));

/** Variables of a container's own process, whose names may hold dots (`discovery.type`). */
export const containerEnv = z.record(
  containerVariableName,
  scalar(),
  'a table of variables, such as { POSTGRES_PASSWORD = "test" }',
);

const access = z.enum(["read", "write", "none"], '"read", "write" or "none"');

/** Rights of the token that a job gets, by scope. */
export const permissions = table('a table of rights, such as { contents = "read" }', {
  actions: key(access, "Runs, artifacts and caches."),
  attestations: key(access, "Provenance of what was built."),
  checks: key(access, "Check runs."),
  contents: key(access, "Files, branches, tags and releases of the repository."),
  deployments: key(access, "Deployments."),
  discussions: key(access, "Discussions."),
  "id-token": key(access, "The identity token that cloud providers accept (OIDC)."),
  issues: key(access, "Issues."),
  models: key(access, "Language models."),
  packages: key(access, "The package registry."),
  pages: key(access, "Published pages."),
  "pull-requests": key(access, "Pull requests and comments on them."),
  "repository-projects": key(access, "Project boards."),
  "security-events": key(access, "Code scanning results."),
  statuses: key(access, "Commit statuses."),
});

/** At most one run of a group at a time. */
export const concurrency = either(
  'a group in quotes, or a table { group = "…", cancel_in_progress = true }',
  [
    text().check(z.minLength(1, "a name for the group")),
    table("a table { group, cancel_in_progress }", {
      group: requiredKey(
        text('a name for the group, such as "deploy"').check(z.minLength(1, "a name for the group")),
        "Runs of the same group wait for each other.",
      ),
      cancel_in_progress: key(condition, "Whether a newer run ends the older one. Default: false."),
    }),
  ],
);

/** Tables by provider, merged last into what that provider's plugin writes. */
export const hatch = z.record(
  providerName,
  freeTable("a table that is merged into what the provider writes"),
  "a table by provider, such as provider.github = { … }",
);

/** Where a deployment goes. */
export const environment = either('a name in quotes, or a table { name = "…", url = "…" }', [
  text().check(z.minLength(1, "the environment's name")),
  table("a table { name, url }", {
    name: requiredKey(text("the environment's name").check(z.minLength(1)), "The environment's name."),
    url: key(text(), "Where people see the result."),
  }),
]);

const submodules = either('true, false or "recursive"', [z.boolean(), z.literal("recursive")]);

/** Whether and how a job gets the sources. */
export const checkout = either("true, false, or a table { depth, ref, submodules, lfs, path, … }", [
  z.boolean(),
  table("a table { depth, ref, submodules, lfs, path, persist_credentials }", {
    depth: key(
      z.int("a whole number").check(z.minimum(0, "0 for the whole history, or a number of commits")),
      "How many commits; 0 is the whole history. Default: 1.",
    ),
    ref: key(text("a branch, tag or commit"), "What to check out. Default: what started the run."),
    submodules: key(submodules, 'Whether submodules are fetched; "recursive" fetches theirs too.'),
    lfs: key(z.boolean("true or false"), "Whether large files are fetched."),
    persist_credentials: key(
      z.boolean("true or false"),
      "Whether later steps can push with the job's token. Default: false.",
    ),
    path: key(word("a folder"), "Where to, below the workspace."),
  }),
]);

/** The shell of `run` steps. */
export const shell = z.enum(
  ["bash", "sh", "pwsh", "powershell", "cmd", "python"],
  '"bash", "sh", "pwsh", "powershell", "cmd" or "python"',
);

/** Names of secrets that the CI provider keeps. */
export const secrets = list('a list of names, such as ["NPM_TOKEN"]', variableName).check(
  distinct("secret", (name: string) => name),
);

const missing = z.enum(["warn", "error", "ignore"], '"warn", "error" or "ignore"');

/** Files that a job leaves for other jobs or for people. */
export const artifact = either('a path in quotes, or a table { name = "…", paths = ["…"] }', [
  text().check(z.minLength(1, "a path")),
  table("a table { name, paths, retention_days, if_missing }", {
    name: key(
      text().check(z.minLength(1, "a name")),
      "What other jobs ask for. Default: made from the job's id.",
    ),
    paths: requiredKey(
      list('a list of paths, such as ["dist/**"]', text("a path")).check(
        z.minLength(1, "a list of at least one path"),
      ),
      "Files and folders, as patterns.",
    ),
    retention_days: key(
      z.int("whole days").check(z.minimum(1, "at least 1 day"), z.maximum(400, "at most 400 days")),
      "How long the provider keeps it. Default: the provider's.",
    ),
    if_missing: key(missing, 'What a path without files means. Default: "warn".'),
  }),
]);

/** An artifact of an earlier job. */
export const download = either(
  'an artifact\'s name in quotes, or a table { name = "…", path = "…", job = "…" }',
  [
    text().check(z.minLength(1, "an artifact's name")),
    table("a table { name, path, job }", {
      name: requiredKey(text("an artifact's name").check(z.minLength(1)), "The artifact's name."),
      path: key(
        text("a folder"),
        "Where to, relative to the working directory. Default: the repository's root, so that the files lie where they lay.",
      ),
      job: key(z.string("a job's id"), "The job that leaves it, where the name is not enough."),
    }),
  ],
);

for (const [id, schema] of Object.entries({
  Environment: environment,
  Permissions: permissions,
  Concurrency: concurrency,
  Checkout: checkout,
  Artifact: artifact,
  Download: download,
  Variables: env,
  Options: hatch,
}))
  docs.add(schema, { id });

/** Variables by which cig tells scripts something. */
const ofCig: Readonly<Record<string, string>> = {
  CIG_OUTPUT: "the file in which a script leaves its outputs",
  CIG_SHARD_INDEX: "which copy of a job with parallelism this is",
  CIG_SHARD_TOTAL: "how many copies a job with parallelism has",
};

function* faultsOfEnv(variables: Record<string, unknown>): Iterable<Fault> {
  for (const name of Object.keys(variables))
    if (Object.hasOwn(ofCig, name))
      yield {
        message: `"${name}" is ${ofCig[name]}, so that it cannot have another value.`,
        hint: "Choose another name.",
        path: [name],
        onKey: true,
      };
}
