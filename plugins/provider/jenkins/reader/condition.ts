import { and, type Ending, factsOn, not, type Occasion, or, type Truth } from "cig/sdk/table";
import type { Call, Expr, Stmt } from "./syntax.ts";

/** The occasion and the ending for which a condition is asked. */
export interface Asked {
  readonly occasion: Occasion;
  readonly ending: Ending;
  readonly defaultBranch: string;
  /** Variables whose values are known. */
  readonly env: ReadonlyMap<string, string>;
}

/** All conditions of a `when`: sections, questions of declarative pipelines, expressions. */
export function whenHolds(body: readonly Stmt[], asked: Asked): Truth {
  return and(body.flatMap((each) => (each.kind === "expression" ? [questionHolds(each.expr, asked)] : [])));
}

function questionHolds(expr: Expr, asked: Asked): Truth {
  if (expr.kind === "name")
    return questionHolds({ kind: "call", name: expr.name, args: [], named: [] }, asked);
  if (expr.kind !== "call") return "unknown";
  const each = (expr.body ?? []).flatMap((one) =>
    one.kind === "expression" ? [questionHolds(one.expr, asked)] : [],
  );
  const facts = factsOn(asked.occasion, asked.defaultBranch);
  switch (expr.name) {
    case "beforeAgent":
    case "beforeInput":
    case "beforeOptions":
      return true;
    case "allOf":
      return and(each);
    case "anyOf":
      return or(each);
    case "not":
      return not(and(each));
    case "expression":
      return bodyHolds(expr.body ?? [], asked);
    case "buildingTag":
      return facts.tag !== "";
    case "tag":
      return facts.tag === "" ? false : fits(facts.tag, expr, "pattern");
    case "branch":
      // Of a pull request and of a tag Jenkins calls the branch otherwise.
      return fits(branchName(asked), expr, "pattern");
    case "changeRequest": {
      if (!facts.isPullRequest) return false;
      return expr.named.some(({ name }) => name === "target") ? fits(facts.baseBranch, expr, "target") : true;
    }
    case "triggeredBy":
      return isTriggeredBy(expr, asked);
    case "environment": {
      const [name, value] = [textArgument(expr, "name"), textArgument(expr, "value", false)];
      const own = name === undefined ? undefined : textValue({ kind: "name", name }, asked);
      return own === undefined || value === undefined ? "unknown" : own === value;
    }
    case "equals":
      return "unknown";
    default:
      return "unknown";
  }
}

/** BRANCH_NAME of a project with many branches. */
function branchName({ occasion, defaultBranch }: Asked): string {
  const facts = factsOn(occasion, defaultBranch);
  if (facts.isPullRequest) return "PR-7";
  return facts.tag || facts.branch;
}

function isTriggeredBy(call: Call, { occasion, defaultBranch }: Asked): Truth {
  const cause = textArgument(call, "cause") ?? "";
  if (/Timer/.test(cause)) return factsOn(occasion, defaultBranch).event === "schedule";
  if (/UserId|Manual/.test(cause)) return factsOn(occasion, defaultBranch).event === "manual";
  return "unknown";
}

function fits(value: string, call: Call, key: string): Truth {
  const pattern = textArgument(call, key);
  if (pattern === undefined) return "unknown";
  const comparator = textArgument(call, "comparator", false) ?? "GLOB";
  if (comparator === "EQUALS") return value === pattern;
  if (comparator === "REGEXP") return new RegExp(`^(?:${pattern})$`, "s").test(value);
  const source = pattern
    .split(/(\*\*|\*|\?)/)
    .map((piece) =>
      piece === "**"
        ? ".*"
        : piece === "*"
          ? "[^/]*"
          : piece === "?"
            ? "[^/]"
            : piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "s").test(value);
}

function textArgument({ args, named }: Call, key: string, alone = true): string | undefined {
  const value = named.find(({ name }) => name === key)?.value ?? (alone ? args[0] : undefined);
  return value?.kind === "text" ? value.text : undefined;
}

function bodyHolds(body: readonly Stmt[], asked: Asked): Truth {
  const last = body.findLast(({ kind }) => kind === "expression");
  return last?.kind === "expression" ? exprHolds(last.expr, asked) : "unknown";
}

/** Whether an expression of Groovy is true. */
export function exprHolds(expr: Expr, asked: Asked): Truth {
  if (expr.kind === "constant") return expr.value === true;
  if (expr.kind === "not") return not(exprHolds(expr.of, asked));
  if (expr.kind === "binary" && expr.sign === "&&")
    return and([exprHolds(expr.left, asked), exprHolds(expr.right, asked)]);
  if (expr.kind === "binary" && expr.sign === "||")
    return or([exprHolds(expr.left, asked), exprHolds(expr.right, asked)]);
  if (expr.kind === "binary") return compared(expr, asked);
  if (expr.kind === "call") return callHolds(expr, asked);
  const value = textValue(expr, asked);
  return value === undefined ? "unknown" : value !== "";
}

function compared({ sign, left, right }: Extract<Expr, { kind: "binary" }>, asked: Asked): Truth {
  // How the steps before have ended is kept in a variable.
  if (left.kind === "name" && left.name === "failure")
    return (sign === "==") === (asked.ending === "success");
  const [one, other] = [textValue(left, asked), textValue(right, asked)];
  if (one === undefined || other === undefined) return "unknown";
  if (sign === "==") return one === other;
  if (sign === "!=") return one !== other;
  if (sign === "=~" || sign === "==~") return matches(one, other, sign === "==~");
  return "unknown";
}

function callHolds(call: Call, asked: Asked): Truth {
  const { name, of, args } = call;
  if (!of) {
    // What is left out counts as passed.
    if (name === "mustRun") return true;
    if (name === "allPassed" || name === "anyPassed") return asked.ending === "success";
    if (name === "anyFailed" || name === "isAborted") return asked.ending === "failure";
    return "unknown";
  }
  if (name === "find" && of.kind === "binary") return compared(of, asked);
  if (name === "equals" && args[0])
    return compared({ kind: "binary", sign: "==", left: of, right: args[0] }, asked);
  const [value, text] = [textValue(of, asked), args[0] ? textValue(args[0], asked) : undefined];
  if (value === undefined || text === undefined) return "unknown";
  if (name === "contains") return value.includes(text);
  if (name === "startsWith") return value.startsWith(text);
  if (name === "endsWith") return value.endsWith(text);
  return name === "matches" ? matches(value, text, true) : "unknown";
}

function matches(value: string, pattern: string, whole: boolean): Truth {
  try {
    return new RegExp(whole ? `^(?:${pattern})$` : pattern, "s").test(value);
  } catch {
    return "unknown";
  }
}

/** The value of a text on an occasion; undefined where only the run knows it. */
function textValue(expr: Expr, asked: Asked): string | undefined {
  const facts = factsOn(asked.occasion, asked.defaultBranch);
  switch (expr.kind) {
    case "text":
      return expr.text;
    case "number":
      return String(expr.value);
    case "constant":
      return expr.value === null || expr.value === false ? "" : "true";
    case "joined":
      return together(expr.parts.map((part) => textValue(part, asked)));
    case "binary":
      return expr.sign === "+"
        ? together([textValue(expr.left, asked), textValue(expr.right, asked)])
        : undefined;
    case "choice": {
      const truth = exprHolds(expr.test, asked);
      return truth === "unknown" ? undefined : textValue(truth ? expr.yes : expr.no, asked);
    }
    case "call":
      if (expr.name === "gitBranch" && !expr.of) return facts.branch;
      if (expr.name === "event" && !expr.of) return facts.event;
      return expr.name === "toString" && expr.of ? textValue(expr.of, asked) : undefined;
    case "property":
      return expr.of.kind === "name" && expr.of.name === "env" ? variable(expr.name, asked) : undefined;
    case "name":
      return variable(expr.name, asked);
    default:
      return undefined;
  }
}

function variable(name: string, asked: Asked): string | undefined {
  const facts = factsOn(asked.occasion, asked.defaultBranch);
  switch (name) {
    case "TAG_NAME":
      return facts.tag;
    case "BRANCH_NAME":
      return branchName(asked);
    case "CHANGE_BRANCH":
      return facts.headBranch;
    case "CHANGE_TARGET":
      return facts.baseBranch;
    case "CHANGE_FORK":
      return facts.isFork ? "somebody" : "";
    case "CHANGE_ID":
      return facts.isPullRequest ? "7" : "";
    default: {
      const known = asked.env.get(name);
      return known?.includes("{{") ? undefined : known;
    }
  }
}

function together(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("");
}
