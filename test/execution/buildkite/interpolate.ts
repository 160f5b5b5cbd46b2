export type Env = Readonly<Record<string, string>>;

/** What the agent makes of every text of a pipeline when it uploads it. */
export function interpolateAll(node: unknown, env: Env): unknown {
  if (typeof node === "string") return interpolate(node, env);
  if (Array.isArray(node)) return node.map((item) => interpolateAll(item, env));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [interpolate(key, env), interpolateAll(value, env)]),
  );
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:0:7}`; `$$` and `\$` are a dollar. */
export function interpolate(text: string, env: Env): string {
  return text.replace(
    /\$\$|\\\$|\$\{([A-Za-z_]\w*)(?:(:?[-?])([^}]*)|:(-?\d+)(?::(-?\d+))?)?\}|\$([A-Za-z_]\w*)/g,
    (
      all,
      braced?: string,
      operator?: string,
      operand?: string,
      from?: string,
      length?: string,
      bare?: string,
    ) => {
      const name = braced ?? bare;
      if (name === undefined) return "$";
      const value = env[name];
      if (from !== undefined) {
        const start = Number(from);
        return (value ?? "").slice(start, length === undefined ? undefined : start + Number(length));
      }
      const isMissing = value === undefined || (operator?.startsWith(":") && value === "");
      if (operator?.endsWith("?") && isMissing) throw new Error(`${all}: ${operand}`);
      if (operator?.endsWith("-") && isMissing) return interpolate(operand ?? "", env);
      return value ?? "";
    },
  );
}
