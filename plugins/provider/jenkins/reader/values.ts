import type { Expr } from "./syntax.ts";

/** What is known where an expression stands. */
export interface Names {
  /** Ids of jobs, to tell their outputs from those of steps. */
  readonly jobs: ReadonlySet<string>;
  /** Variables by name: of a cell's axes, of secrets. */
  readonly env: ReadonlyMap<string, string>;
}

/** An expression in one line, always the same for the same. */
export function sourceOf(expr: Expr): string {
  switch (expr.kind) {
    case "text":
      return JSON.stringify(expr.text);
    case "joined":
      return expr.parts.map(sourceOf).join(" + ");
    case "number":
    case "constant":
      return String(expr.value);
    case "name":
      return expr.name;
    case "property":
      return `${sourceOf(expr.of)}.${expr.name}`;
    case "index":
      return `${sourceOf(expr.of)}[${sourceOf(expr.at)}]`;
    case "call": {
      const args = [
        ...expr.args.map(sourceOf),
        ...expr.named.map(({ name, value }) => `${name}: ${sourceOf(value)}`),
      ];
      return `${expr.of ? `${sourceOf(expr.of)}.` : ""}${expr.name}(${args.join(", ")})`;
    }
    case "list":
      return `[${expr.items.map(sourceOf).join(", ")}]`;
    case "map":
      return `[${expr.entries.map(({ name, value }) => `${name}: ${sourceOf(value)}`).join(", ")}]`;
    case "closure":
      return "{ … }";
    case "binary":
      return `(${sourceOf(expr.left)} ${expr.sign} ${sourceOf(expr.right)})`;
    case "not":
      return `!${sourceOf(expr.of)}`;
    case "choice":
      return `(${sourceOf(expr.test)} ? ${sourceOf(expr.yes)} : ${sourceOf(expr.no)})`;
    case "other":
      return expr.source;
  }
}

/** Portable names by what stands for them in a pipeline. */
const portable: Readonly<Record<string, string>> = {
  "env.TAG_NAME": "git.tag",
  "env.GIT_COMMIT": "git.sha",
  "gitSha()": "git.sha",
  "gitBranch()": "git.branch",
  "env.BRANCH_NAME": "git.branch",
  "env.GIT_BRANCH": "git.branch",
  '(env.TAG_NAME ? "" : (env.CHANGE_BRANCH ? env.CHANGE_BRANCH : (env.BRANCH_NAME ? env.BRANCH_NAME : "")))':
    "git.branch",
  '(env.CHANGE_ID ? (("refs/pull/" + env.CHANGE_ID) + "/merge") : (env.TAG_NAME ? ("refs/tags/" + env.TAG_NAME) : ("refs/heads/" + env.BRANCH_NAME)))':
    "git.ref",
  "env.CHANGE_ID": "pr.number",
  "env.CHANGE_TITLE": "pr.title",
  "env.CHANGE_AUTHOR": "pr.author",
  "env.CHANGE_BRANCH": "pr.head_branch",
  "env.CHANGE_TARGET": "pr.base_branch",
  "env.BUILD_TAG": "run.id",
  "env.BUILD_ID": "run.number",
  "env.BUILD_NUMBER": "run.number",
  "env.BUILD_URL": "run.url",
  "actor()": "run.actor",
  "event()": "run.event",
  "env.WORKSPACE_TMP": "runner.temp",
  "env.WORKSPACE": "workspace",
};

/** A text in cig's own notation: what only the run knows as `{{ git.sha }}`, what nobody knows as its source. */
export function textOf(expr: Expr, names: Names): string {
  const name = nameOf(expr, names);
  if (name !== undefined) return name;
  switch (expr.kind) {
    case "text":
      return expr.text;
    case "number":
    case "constant":
      return String(expr.value);
    case "joined":
      return expr.parts.map((part) => textOf(part, names)).join("");
    case "binary":
      if (expr.sign === "+") return textOf(expr.left, names) + textOf(expr.right, names);
      break;
    case "choice":
      // `value ?: ''`
      if (expr.test === expr.yes && expr.no.kind === "text" && expr.no.text === "")
        return textOf(expr.yes, names);
      break;
    case "call":
      if (["asIs", "inQuotes", "plainName"].includes(expr.name) && expr.args[0])
        return textOf(expr.args[0], names);
      if (["toString", "trim"].includes(expr.name) && expr.of) return textOf(expr.of, names);
      break;
    default:
  }
  return `{{ jenkins: ${sourceOf(expr)} }}`;
}

/** The name in braces, or the value of a variable that is known here. */
function nameOf(expr: Expr, names: Names): string | undefined {
  // In a GString a variable of the environment needs no `env`.
  if (expr.kind === "name" && names.env.has(expr.name)) return names.env.get(expr.name);
  // In `environment` a variable has the value of a secret.
  if (expr.kind === "call" && expr.name === "credentials" && !expr.of && expr.args[0]?.kind === "text")
    return `{{ secrets.${expr.args[0].text.trim()} }}`;
  // In `environment` and in a GString the same holds of those of Jenkins.
  if (expr.kind === "name" && /^[A-Z][A-Z0-9_]*$/.test(expr.name)) {
    const portableName = portable[`env.${expr.name}`];
    return portableName === undefined ? undefined : `{{ ${portableName} }}`;
  }
  const source = sourceOf(expr);
  const input = /^\(\((params(?:\.\w+|\["[\w-]+"\])) == null\) \? "" : \1\.toString\(\)\)$/.exec(source)?.[1];
  const parameter = /^params(?:\.(\w+)|\["([\w-]+)"\])$/.exec(input ?? source);
  if (parameter) return `{{ inputs.${parameter[1] ?? parameter[2]} }}`;
  const kept = /^kept\("(.*)"\)$/.exec(source)?.[1]?.split(" ");
  if (kept?.length === 2 && names.jobs.has(kept[0]!)) return `{{ jobs.${kept[0]}.outputs.${kept[1]} }}`;
  if (kept?.length === 3) return `{{ steps.${kept[1]}.outputs.${kept[2]} }}`;
  const bare = /^\((.*) \? \1 : ""\)$/.exec(source)?.[1] ?? source;
  const variable = /^env\.(\w+)$/.exec(bare)?.[1];
  if (variable !== undefined && names.env.has(variable)) return names.env.get(variable);
  for (const each of [source, bare]) if (Object.hasOwn(portable, each)) return `{{ ${portable[each]} }}`;
  return variable === undefined ? undefined : `{{ env.${variable} }}`;
}
