import { factsOn, type Occasion } from "cig/sdk/table";

/** Variables of the agent by the names that cig has for them. */
const names: Readonly<Record<string, string>> = {
  BUILDKITE_COMMIT: "git.sha",
  BUILDKITE_BRANCH: "git.branch",
  BUILDKITE_TAG: "git.tag",
  BUILDKITE_PULL_REQUEST: "pr.number",
  BUILDKITE_PULL_REQUEST_BASE_BRANCH: "pr.base_branch",
  BUILDKITE_BUILD_ID: "run.id",
  BUILDKITE_BUILD_NUMBER: "run.number",
  BUILDKITE_BUILD_URL: "run.url",
  BUILDKITE_BUILD_CREATOR: "run.actor",
  BUILDKITE_PIPELINE_DEFAULT_BRANCH: "git.default_branch",
  BUILDKITE_BUILD_CHECKOUT_PATH: "workspace",
  BUILDKITE_PARALLEL_JOB: "shard.index",
  BUILDKITE_PARALLEL_JOB_COUNT: "shard.total",
  CIG_TEMP: "runner.temp",
};

/** A variable of the agent as a text of a table: `{{ git.sha }}`. */
export function nameOfVariable(variable: string): string {
  return `{{ ${Object.hasOwn(names, variable) ? names[variable] : `env.${variable}`} }}`;
}

/** True for a variable that the agent sets. */
export function isOfAgent(variable: string): boolean {
  return Object.hasOwn(names, variable);
}

/** Expansions of scripts that are more than a variable, by the name that they stand for. */
const expansions: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^\$\(\[ -n "\$\{BUILDKITE_TAG:-\}" \] \|\| printf %s "\$BUILDKITE_BRANCH"\)$/, () => "git.branch"],
  [/^\$\{BUILDKITE_BUILD_CREATOR:-\$\{BUILDKITE_BUILD_AUTHOR:-\}\}$/, () => "run.actor"],
  [/^\$\(own_branch\)$/, () => "git.branch"],
  [/^\$\(\[ -n "\$\{BUILDKITE_TAG:-\}" \] && printf %s "refs\/tags\/.*\)$/, () => "git.ref"],
  [/^\$\(\[ "\$BUILDKITE_PULL_REQUEST" = false \] \|\| .*\)$/, () => "pr.head_branch"],
  [/^\$\(run_event\)$/, () => "run.event"],
  [/^\$\(\(BUILDKITE_RETRY_COUNT \+ 1\)\)$/, () => "run.attempt"],
  [/^\$\(\(\$\{BUILDKITE_PARALLEL_JOB:-0\} \+ 1\)\)$/, () => "shard.number"],
  [/^\$\(output ([\w-]+) ([\w-]+)\)$/, ([, step, name]) => `steps.${step}.outputs.${name}`],
  [
    /^\$\(buildkite-agent meta-data get ([\w-]+)\.outputs\.([\w-]+)(?: --default .*)?\)$/s,
    ([, job, name]) => `jobs.${job}.outputs.${name}`,
  ],
  [
    /^\$\(buildkite-agent meta-data get ["']?([\w-]+)["']?(?: --default .*)?\)$/s,
    ([, name]) => `inputs.${name}`,
  ],
];

/** The name of cig that an expansion of a shell stands for: "git.sha". Undefined for anything else. */
export function nameOfExpansion(source: string): string | undefined {
  for (const [pattern, name] of expansions) {
    const match = pattern.exec(source);
    if (match) return name(match);
  }
  const variable = variableOf(source);
  return variable !== undefined && Object.hasOwn(names, variable) ? names[variable] : undefined;
}

/** The variable that an expansion is the value of. */
export function variableOf(source: string): string | undefined {
  return /^\$\{?([A-Za-z_]\w*)(?:[:#?-][^}]*)?\}?$/s.exec(source)?.[1];
}

/** What a name is on an occasion; undefined where only the run knows it. */
export function valueOn(name: string, occasion: Occasion, defaultBranch: string): string | undefined {
  const facts = factsOn(occasion, defaultBranch);
  const known: Readonly<Record<string, string>> = {
    "git.branch": facts.branch,
    "git.default_branch": defaultBranch,
    "git.tag": facts.tag,
    "git.ref": facts.ref,
    "pr.head_branch": facts.headBranch,
    "pr.base_branch": facts.baseBranch,
    "run.event": facts.event,
    ...(facts.isPullRequest ? {} : { "pr.number": "" }),
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}
