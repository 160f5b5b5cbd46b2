import { type ExpressionError, unreadable } from "./error.ts";

/** Refuses `${{ … }}` at `offset`, naming the portable way where there is one. */
export function refuseGithub(source: string, offset: number): ExpressionError {
  const close = source.indexOf("}}", offset);
  const end = close < 0 ? offset + 3 : close + 2;
  const inner = source.slice(offset + 3, close < 0 ? source.length : close).trim();
  const portable = portableName(inner);
  const hint =
    portable === undefined
      ? "Write the portable name, such as {{ git.sha }}, or put the value into the provider's table, such as provider.github. To write the characters themselves, write {{ '${{' }}."
      : `Write {{ ${portable} }}.`;
  return unreadable("${{ … }} is the notation of one provider, and cig.toml is for all.", offset, hint, end);
}

/** Refuses a condition in `${{ … }}`, or one that uses a provider's names. */
export function portableName(name: string): string | undefined {
  const known = names[name];
  if (known !== undefined) return known;
  const output = /^needs\.([\w-]+)\.outputs\.([\w-]+)$/.exec(name);
  if (output) return `jobs.${output[1]}.outputs.${output[2]}`;
  return /^(?:(?:matrix|secrets|env|inputs)\.[\w-]+(?:\.[\w-]+)?|steps\.[\w-]+\.outputs\.[\w-]+|runner\.(?:os|arch|temp))$/.test(
    name,
  )
    ? name
    : undefined;
}

/** GitHub's names of what cig names for all providers. */
const names: Record<string, string | undefined> = {
  __proto__: null as never,
  "github.sha": "git.sha",
  "github.ref": "git.ref",
  "github.ref_name": "git.branch",
  "github.event.repository.default_branch": "git.default_branch",
  "github.head_ref": "pr.head_branch",
  "github.base_ref": "pr.base_branch",
  "github.event.number": "pr.number",
  "github.event.pull_request.number": "pr.number",
  "github.event.pull_request.title": "pr.title",
  "github.event.pull_request.user.login": "pr.author",
  "github.event.pull_request.head.ref": "pr.head_branch",
  "github.event.pull_request.base.ref": "pr.base_branch",
  "github.actor": "run.actor",
  "github.triggering_actor": "run.actor",
  "github.run_id": "run.id",
  "github.run_number": "run.number",
  "github.run_attempt": "run.attempt",
  "github.event_name": "run.event",
  "github.workspace": "workspace",
  "secrets.GITHUB_TOKEN": "secrets.GITHUB_TOKEN",
};
