import type { Call, Expr, Method } from "./syntax.ts";
import { argumentOf, named } from "./tree.ts";
import { type Names, textOf } from "./values.ts";

/** A script, without what chooses its shell. */
export interface ReadScript {
  readonly script: string;
  readonly shell: string;
  readonly label: string;
}

/** First lines by the shell that they choose. */
const heads: readonly (readonly [RegExp, string])[] = [
  [/^#!\/usr\/bin\/env bash\nset -eo pipefail\n/, "bash"],
  [/^#!\/bin\/sh\nset -e\n(?:\. "\$BASH_ENV"\n)?/, "sh"],
  [/^#!\/usr\/bin\/env python3\n/, "python"],
  [/^#!.*\bbash\b.*\n/, "bash"],
  [/^#!.*\bpython[\d.]*\b.*\n/, "python"],
  [/^#!.*\bsh\b.*\n/, "sh"],
];

const steps: Readonly<Record<string, string>> = {
  bat: "cmd",
  pwsh: "pwsh",
  powershell: "powershell",
  sh: "sh",
};

/** Reads `sh(label: …, script: …)` and the like. */
export function readScript(
  call: Call,
  names: Names,
  methods: ReadonlyMap<string, Method>,
  env: Readonly<Record<string, string>> = {},
): ReadScript {
  const isBackground = call.name === "background";
  const source = isBackground ? call.args[1] : argumentOf(call, "script");
  const label = isBackground ? call.args[0] : named(call, "label");
  const text = source ? scriptText(returned(source, methods), names, env) : "";
  const head = call.name === "sh" || isBackground ? heads.find(([pattern]) => pattern.test(text)) : undefined;
  return {
    script: head ? text.replace(head[0], "") : undented(text),
    shell: head?.[1] ?? steps[call.name] ?? "bash",
    label: label ? textOf(label, names) : "",
  };
}

/** What Groovy puts into a script from the environment is what the shell would put there. */
function scriptText(source: Expr, names: Names, env: Readonly<Record<string, string>>): string {
  if (source.kind !== "joined") return textOf(source, names);
  return source.parts.map((part) => variableOf(part, names, env) ?? textOf(part, names)).join("");
}

function variableOf(part: Expr, names: Names, env: Readonly<Record<string, string>>): string | undefined {
  const owner = part.kind === "property" && part.of.kind === "name" ? part.of.name : "";
  if (part.kind === "name") {
    const isVariable = /^[A-Z][A-Z0-9_]*$/.test(part.name) || Object.hasOwn(env, part.name);
    return isVariable && !names.env.has(part.name) ? `\${${part.name}}` : undefined;
  }
  if (part.kind !== "property" || (owner !== "env" && owner !== "params") || names.env.has(part.name))
    return undefined;
  // Names that every provider has are cig's.
  const isOwn = owner === "params" || textOf(part, names).startsWith("{{ env.");
  return isOwn ? `\${${part.name}}` : undefined;
}

/** A block that begins on a line of its own, without what all its lines are indented by. */
function undented(script: string): string {
  const [first, ...lines] = script.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0].length);
  const least = Math.min(...indents);
  if (first!.trim() !== "" || indents.length === 0 || least === 0) return script;
  return lines.map((line) => line.slice(least)).join("\n");
}

/** What a method without arguments gives. */
function returned(expr: Expr, methods: ReadonlyMap<string, Method>): Expr {
  if (expr.kind !== "call" || expr.of || expr.args.length > 0) return expr;
  const last = methods.get(expr.name)?.body.at(-1);
  return last?.kind === "expression" ? last.expr : expr;
}
