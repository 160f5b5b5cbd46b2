import { factsOn, type Occasion } from "cig/sdk/table";
import type { Names, Value } from "./expression/evaluate.ts";
import { cutExpressions, unescaped } from "./expression/text.ts";
import { recordOf } from "./raw.ts";

/** Values of CircleCI by the names of cig.toml. */
const portable: Readonly<Record<string, string>> = {
  "pipeline.git.revision": "git.sha",
  "pipeline.git.branch": "git.branch",
  "pipeline.git.tag": "git.tag",
  "pipeline.git.branch.default": "git.default_branch",
  "pipeline.event.name": "run.event",
  "pipeline.event.github.pull_request.number": "pr.number",
  "pipeline.event.github.pull_request.title": "pr.title",
  "pipeline.event.github.pull_request.user.login": "pr.author",
  "pipeline.event.github.pull_request.head.ref": "pr.head_branch",
  "pipeline.event.github.pull_request.base.ref": "pr.base_branch",
  "pipeline.id": "run.id",
  "pipeline.number": "run.number",
  "pipeline.trigger_parameters.circleci.actor_id": "run.actor",
};

/** A text in cig's notation: `<< pipeline.git.branch >>` is `{{ git.branch }}`. */
export function readText(value: unknown): string {
  if (value === undefined || value === null) return "";
  const source = String(value);
  // Where cig keeps what is gone with the job.
  const temporary = /^\/tmp(?=$|\/cig-)/.exec(source)?.[0] ?? "";
  const head = temporary === "" ? "" : "{{ runner.temp }}";
  const rest = cutExpressions(source.slice(temporary.length))
    .map((piece, index) => (index % 2 === 0 ? unescaped(piece) : `{{ ${nameOf(piece)} }}`))
    .join("");
  return head + rest;
}

/** A script, in which values that a name of cig.toml stands for are that name; all else stays as it is written. */
export function namedInScript(script: string): string {
  return cutExpressions(script)
    .map((piece, index) => {
      if (index % 2 === 0) return piece;
      const name = nameOf(piece);
      return name.startsWith("circleci: ") ? `<< ${piece} >>` : `{{ ${name} }}`;
    })
    .join("");
}

function nameOf(source: string): string {
  // A value that some pipelines do not have is empty there, and not even asked for.
  const bare = source.replace(/ or ""$/, "").replace(/^pipeline\.event\.name == "pull_request" and /, "");
  if (Object.hasOwn(portable, bare)) return portable[bare]!;
  if (bare.startsWith("pipeline.parameters.")) return `inputs.${bare.slice("pipeline.parameters.".length)}`;
  return /\bor pipeline\.event\.name$/.test(bare) ? "run.event" : `circleci: ${source}`;
}

/** The words of CircleCI for what started a pipeline. */
const events: Readonly<Record<string, string>> = {
  push: "push",
  pull_request: "pull_request",
  merge_queue: "push",
  schedule: "schedule",
  manual: "api",
  release: "release",
};

/** What is known of all pipelines of a project. */
export interface Project {
  /** The declarations of the pipeline's parameters. */
  readonly parameters: unknown;
  readonly defaultBranch: string;
  /** True: what only CircleCI has a word for is told, too. */
  readonly tellsOwn: boolean;
}

/** The values of a pipeline on an occasion. A pull request of a fork has a branch `pull/7` here. */
export function namesOn(occasion: Occasion, { parameters, defaultBranch }: Project): Names {
  const facts = factsOn(occasion, defaultBranch);
  const branch = facts.isFork ? "pull/7" : facts.branch;
  const fixed: Readonly<Record<string, Value>> = {
    "pipeline.git.branch": branch,
    "pipeline.git.tag": facts.tag,
    "pipeline.git.branch.is_default": branch === defaultBranch,
    "pipeline.git.branch.default": defaultBranch,
    "pipeline.git.default_branch": defaultBranch,
    "pipeline.event.name": events[facts.event],
    "pipeline.trigger_source":
      facts.event === "manual" ? "api" : facts.event === "schedule" ? "scheduled_pipeline" : "webhook",
    "pipeline.event.github.pull_request.base.ref": facts.baseBranch,
    "pipeline.event.github.pull_request.head.ref": facts.headBranch,
    "pipeline.event.github.pull_request.draft": false,
  };
  return (name) => {
    if (Object.hasOwn(fixed, name)) return fixed[name];
    const input = /^pipeline\.parameters\.(.+)$/.exec(name)?.[1];
    if (input === undefined) return isOfPull(name) && !facts.isPullRequest ? "" : undefined;
    const value = recordOf(recordOf(parameters)[input]).default;
    if (facts.event === "manual") return undefined;
    return typeof value === "number" || typeof value === "boolean" ? value : String(value ?? "");
  };
}

function isOfPull(name: string): boolean {
  return name.startsWith("pipeline.event.github.pull_request.");
}
