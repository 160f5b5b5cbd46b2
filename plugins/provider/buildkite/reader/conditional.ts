import { and, not, or, type Truth } from "cig/sdk/table";

/** What a variable of a conditional is: "unknown" where nobody can tell without the build. */
export type Value = string | number | boolean | null | "unknown-value" | readonly string[];
export type LookUp = (name: string) => Value;

const token =
  /\s+|\/\/[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|==|!=|=~|!~|&&|\|\||[!()[\],]|\/(?:\\.|[^/\\\n])+\/[a-z]*|[\w.]+/gy;

/**
 * Whether a conditional of Buildkite holds: `build.branch == "main" && build.tag == null`. Undefined for text that is
 * none.
 */
export function judgeConditional(source: string, lookUp: LookUp): Truth | undefined {
  const tokens = tokensOf(source);
  if (!tokens) return undefined;
  const reader: Reader = { tokens, at: 0, lookUp };
  try {
    const truth = readAny(reader);
    return reader.at === tokens.length ? truth : undefined;
  } catch {
    return undefined;
  }
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly lookUp: LookUp;
}

function tokensOf(source: string): string[] | undefined {
  const found: string[] = [];
  token.lastIndex = 0;
  let end = 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    end = token.lastIndex;
    if (!/^(?:\s|\/\/)/.test(match[0])) found.push(match[0]);
  }
  return end === source.length ? found : undefined;
}

function readAny(reader: Reader): Truth {
  const all = [readAll(reader)];
  while (accept(reader, "||")) all.push(readAll(reader));
  return or(all);
}

function readAll(reader: Reader): Truth {
  const all = [readTerm(reader)];
  while (accept(reader, "&&")) all.push(readTerm(reader));
  return and(all);
}

function readTerm(reader: Reader): Truth {
  if (accept(reader, "!")) return not(readTerm(reader));
  if (accept(reader, "(")) {
    const truth = readAny(reader);
    expect(reader, ")");
    return truth;
  }
  const left = readOperand(reader);
  const operator = reader.tokens[reader.at];
  switch (operator) {
    case "==":
    case "!=": {
      reader.at++;
      const right = readOperand(reader);
      if (isUnknown(left) || isUnknown(right)) return "unknown";
      return (left === right) === (operator === "==");
    }
    case "=~":
    case "!~": {
      reader.at++;
      const pattern = patternOf(reader.tokens[reader.at++] ?? "");
      if (isUnknown(left)) return "unknown";
      return (typeof left === "string" && pattern.test(left)) === (operator === "=~");
    }
    case "includes": {
      reader.at++;
      const right = readOperand(reader);
      return Array.isArray(left) ? left.includes(String(right)) : "unknown";
    }
    default:
      if (isUnknown(left)) return "unknown";
      return left !== null && left !== false && left !== "";
  }
}

function readOperand(reader: Reader): Value {
  const found = reader.tokens[reader.at++] ?? "";
  if (/^["']/.test(found)) return found.slice(1, -1);
  if (found === "true" || found === "false") return found === "true";
  if (found === "null") return null;
  if (/^\d+$/.test(found)) return Number(found);
  if (!/^[A-Za-z_][\w.]*$/.test(found)) throw new Error("This is no operand.");
  if (!accept(reader, "(")) return reader.lookUp(found);
  const argument = readOperand(reader);
  expect(reader, ")");
  return reader.lookUp(`${found}(${String(argument)})`);
}

function patternOf(found: string): RegExp {
  const match = /^\/(.*)\/([a-z]*)$/s.exec(found);
  if (!match) throw new Error("This is no pattern.");
  return new RegExp(match[1]!, match[2]!.replace(/[^ims]/g, ""));
}

function isUnknown(value: Value): boolean {
  return value === "unknown-value";
}

function accept(reader: Reader, wanted: string): boolean {
  if (reader.tokens[reader.at] !== wanted) return false;
  reader.at++;
  return true;
}

function expect(reader: Reader, wanted: string): void {
  if (!accept(reader, wanted)) throw new Error(`"${wanted}" is missing.`);
}
