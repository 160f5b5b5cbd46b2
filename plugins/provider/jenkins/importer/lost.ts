import { lineOfStatement } from "../reader/parse.ts";
import type { ReadPipeline } from "../reader/reader.ts";
import type { Expr, Stmt } from "../reader/syntax.ts";
import { callsIn, section } from "../reader/tree.ts";

/** Something that a table cannot hold, and the line on which it stands. */
export interface Lost {
  readonly line: number;
  readonly what: string;
  readonly why: string;
}

/** Steps around others that mean something to cig. */
const carried: ReadonlySet<string> = new Set([
  "timeout",
  "retry",
  "catchError",
  "warnError",
  "dir",
  "withEnv",
  "withCredentials",
  "node",
  "script",
  "stage",
  "inside",
]);

const sections: ReadonlySet<string> = new Set([
  "agent",
  "options",
  "environment",
  "tools",
  "triggers",
  "parameters",
  "stages",
  "post",
]);

/** Groovy among the steps: variables, loops, what follows a failure; and steps around others that cig has no word for. */
export function lostStatements({ runs, pipeline }: ReadPipeline, file: readonly Stmt[]): Lost[] {
  const found: Lost[] = [];
  for (const { name } of callsIn(pipeline))
    if (!sections.has(name))
      found.push({
        line: lineOf(pipeline, name),
        what: `the section \`${name}\``,
        why: "cig knows no such section of a pipeline.",
      });
  const bodies = new Set(
    runs.flatMap(({ leaf }) => [
      leaf.body,
      ...(leaf.parts ?? []).map(({ body }) => body),
      ...(leaf.after ?? []),
    ]),
  );
  for (const body of bodies) {
    visit(section(body, "steps") ?? [], found);
    for (const { body: inner } of callsIn(section(body, "post") ?? [])) visit(inner ?? [], found);
  }
  const hasMachine = runs.some(({ leaf }) => leaf.after?.length || leaf.parts?.some(({ isEnd }) => isEnd));
  if (section(pipeline, "post") && !hasMachine)
    found.push({
      line: lineOf(pipeline, "post"),
      what: "`post` of the pipeline",
      why: 'It runs on no machine of a job: write a job that needs the others, with `if = "always()"`.',
    });
  for (const statement of file)
    if (
      statement.kind === "expression" &&
      statement.expr.kind === "call" &&
      statement.expr.name !== "pipeline"
    )
      found.push({
        line: statement.line,
        what: `\`${statement.expr.name}\` beside the pipeline`,
        why: "Only what stands in `pipeline { … }` is carried.",
      });
  return found;
}

function lineOf(body: readonly Stmt[], name: string): number {
  const statement = body.find(
    (each) => each.kind === "expression" && each.expr.kind === "call" && each.expr.name === name,
  );
  return statement?.kind === "expression" ? statement.line : 1;
}

function visit(body: readonly Stmt[], found: Lost[]): void {
  for (const statement of body) {
    const line = lineOfStatement(statement);
    switch (statement.kind) {
      case "assign":
        found.push({
          line,
          what: `the variable \`${statement.name}\``,
          why: "Variables of Groovy are not carried: let the script keep it, or give it as an output of its step.",
        });
        break;
      case "other":
        found.push({
          line,
          what: "a statement of Groovy",
          why: "Only steps are carried. Write it as a script.",
        });
        break;
      case "if":
        visit(statement.yes, found);
        visit(statement.no, found);
        break;
      case "try":
        visit(statement.body, found);
        visit(statement.last, found);
        if (statement.caught.length > 0)
          found.push({
            line,
            what: "`catch`",
            why: 'A step that may fail has `continue_on_error`; what follows a failure has `if = "failure()"`.',
          });
        break;
      case "expression":
        wrapper(statement.expr, line, found);
        break;
      default:
    }
  }
}

function wrapper(expr: Expr, line: number, found: Lost[]): void {
  if (expr.kind !== "call" || !expr.body) return;
  if (!carried.has(expr.name))
    found.push({
      line,
      what: `the step \`${expr.name}\` around others`,
      why: "A native step stands alone; what stands in it is carried without it.",
    });
  if (
    expr.name === "withCredentials" &&
    /usernamePassword|sshUserPrivateKey|file|certificate|usernameColonPassword|\$class/.test(
      JSON.stringify(expr.args).replace(/"text":"[^"]*"/g, ""),
    )
  )
    found.push({
      line,
      what: "credentials that are no secret text",
      why: 'Each variable becomes a secret of its own: make a credential of the kind "secret text" for each.',
    });
  visit(expr.body, found);
}
