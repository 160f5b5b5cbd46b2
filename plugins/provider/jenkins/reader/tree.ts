import type { Call, Expr, Stmt } from "./syntax.ts";

/** Calls among statements. */
export function callsIn(body: readonly Stmt[]): Call[] {
  return body.flatMap((each) => (each.kind === "expression" && each.expr.kind === "call" ? [each.expr] : []));
}

/** The body of a section such as `agent { … }`. */
export function section(body: readonly Stmt[], name: string): readonly Stmt[] | undefined {
  return callsIn(body).find((call) => call.name === name && call.body)?.body;
}

/** The first argument of a line such as `label 'linux'`, or of the argument `name`. */
export function argumentOf(call: Call, name?: string): Expr | undefined {
  return (
    (name === undefined ? undefined : call.named.find((each) => each.name === name)?.value) ?? call.args[0]
  );
}

export function named(call: Call, name: string): Expr | undefined {
  return call.named.find((each) => each.name === name)?.value;
}

/** The line of that name in a section. */
export function lineOf(body: readonly Stmt[] | undefined, name: string): Expr | undefined {
  const call = callsIn(body ?? []).find((each) => each.name === name);
  return call && argumentOf(call);
}

export function isTrue(expr: Expr | undefined): boolean {
  return expr?.kind === "constant" && expr.value === true;
}

export function plainText(expr: Expr | undefined): string | undefined {
  return expr?.kind === "text" ? expr.text : undefined;
}

export function numberOf(expr: Expr | undefined): number {
  return expr?.kind === "number" ? expr.value : 0;
}

export function itemsOf(expr: Expr | undefined): readonly Expr[] {
  return expr?.kind === "list" ? expr.items : [];
}

/** The comment of that beginning, without it: "// Job test". */
export function remark(body: readonly Stmt[], word: string): string | undefined {
  for (const each of body)
    if (each.kind === "comment" && each.text.startsWith(`${word} `)) return each.text.slice(word.length + 1);
  return undefined;
}
