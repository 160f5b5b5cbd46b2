import type { Node } from "./parse.ts";
import { chainOf, pathOf, printExpression } from "./print.ts";

/** Expressions of GitHub by the names of cig.toml that they stand for. */
const names: Readonly<Record<string, string>> = {
  "github.sha": "git.sha",
  "github.head_ref || github.ref_type == 'branch' && github.ref_name || ''": "git.branch",
  // So in names of groups.
  "github.head_ref || github.ref_name": "git.branch",
  "github.ref_type == 'tag' && github.ref_name || ''": "git.tag",
  "github.ref": "git.ref",
  "github.event.repository.default_branch": "git.default_branch",
  "github.event.pull_request.number": "pr.number",
  "github.event.pull_request.title": "pr.title",
  "github.event.pull_request.user.login": "pr.author",
  "github.head_ref": "pr.head_branch",
  "github.event.pull_request.head.ref": "pr.head_branch",
  "github.event.pull_request.base.ref": "pr.base_branch",
  "github.base_ref": "pr.base_branch",
  "github.run_id": "run.id",
  "github.run_number": "run.number",
  "github.run_attempt": "run.attempt",
  "format('{0}/{1}/actions/runs/{2}', github.server_url, github.repository, github.run_id)": "run.url",
  "github.actor": "run.actor",
  "github.event_name": "run.event",
  "runner.temp": "runner.temp",
  "github.workspace": "workspace",
  "github.token": "secrets.GITHUB_TOKEN",
  "runner.os == 'Windows' && 'windows' || runner.os == 'macOS' && 'macos' || 'linux'": "runner.os",
  "runner.arch == 'ARM64' && 'arm64' || 'amd64'": "runner.arch",
};

/** The name of cig.toml that an expression stands for; undefined for any other. */
export function portableName(node: Node): string | undefined {
  const source = printExpression(node);
  if (Object.hasOwn(names, source)) return names[source];
  if (isEvent(node)) return "run.event";
  // In a run that nobody has started by hand an input is its default.
  const input = /^github\.event_name != 'workflow_dispatch' && '(?:[^']|'')*' \|\| (inputs\.[\w-]+)$/.exec(
    source,
  );
  if (input) return input[1];
  const [kind, ...path] = pathOf(node) ?? [];
  if ((kind === "secrets" || kind === "env" || kind === "inputs") && path.length === 1) return source;
  if (kind === "github" && path.length === 3 && path[0] === "event" && path[1] === "inputs")
    return `inputs.${path[2]}`;
  if (kind === "needs" && path.length === 3 && path[1] === "outputs") return `jobs.${path.join(".")}`;
  return kind === "steps" && path.length === 3 && path[1] === "outputs"
    ? `steps.${path.join(".")}`
    : undefined;
}

/** `github.event_name == 'workflow_dispatch' && 'manual' || github.event_name`: GitHub's words translated. */
function isEvent(node: Node): boolean {
  const sides = chainOf(node, "||");
  return sides.every((side, index) => {
    const source = printExpression(side);
    if (index === sides.length - 1) return source === "github.event_name";
    return /^github\.event_name == '\w+' && '\w+'$/.test(source);
  });
}
