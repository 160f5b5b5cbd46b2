/** The values that a conditional may ask for: `build.branch` and the like. */
export type Values = Readonly<Record<string, unknown>>;

/** A conditional of Buildkite: `build.branch == "main" && build.tag == null`, `=~ /…/`, `includes`, `build.env("X")`. */
export function decide(source: string, values: Values): boolean {
  const tokens =
    source.match(
      /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/(?:\\.|[^/\\])+\/i?|==|!=|=~|!~|&&|\|\||!|[()[\],]|[\w.]+|\S/g,
    ) ?? [];
  let at = 0;
  const peek = () => tokens[at];
  const take = (wanted?: string) => {
    if (wanted !== undefined && peek() !== wanted) throw new Error(`"${wanted}" is missing in: ${source}`);
    return tokens[at++]!;
  };
  const either = (): unknown => {
    let value = both();
    while (peek() === "||") {
      take();
      const right = both();
      value = isTrue(value) || isTrue(right);
    }
    return value;
  };
  const both = (): unknown => {
    let value = compared();
    while (peek() === "&&") {
      take();
      const right = compared();
      value = isTrue(value) && isTrue(right);
    }
    return value;
  };
  const compared = (): unknown => {
    const left = unary();
    const operator = peek();
    if (!["==", "!=", "=~", "!~", "includes"].includes(operator ?? "")) return left;
    take();
    if (operator === "=~" || operator === "!~") {
      const pattern = /^\/(.*)\/(i?)$/.exec(take())!;
      const found =
        typeof left === "string" && new RegExp(pattern[1]!.replaceAll("\\/", "/"), pattern[2]).test(left);
      return found === (operator === "=~");
    }
    const right = unary();
    if (operator === "includes") return Array.isArray(left) && left.includes(right);
    return (left === right) === (operator === "==");
  };
  const unary = (): unknown => {
    if (peek() !== "!") return primary();
    take();
    return !isTrue(unary());
  };
  const primary = (): unknown => {
    const token = take();
    if (token === "(") {
      const value = either();
      take(")");
      return value;
    }
    if (/^["']/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, "$1");
    if (token === "true" || token === "false") return token === "true";
    if (token === "null") return null;
    if (/^\d+$/.test(token)) return Number(token);
    if (peek() === "(") {
      take();
      const name = primary();
      take(")");
      if (token !== "build.env" && token !== "env") throw new Error(`there is no function ${token}`);
      return (values.env as Record<string, string>)[String(name)] ?? null;
    }
    if (!(token in values)) throw new Error(`Buildkite knows no ${token}`);
    return values[token];
  };
  const result = either();
  if (at !== tokens.length) throw new Error(`cannot read: ${source}`);
  return isTrue(result);
}

function isTrue(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined && value !== "";
}
