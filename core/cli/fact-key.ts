/** A fact's key, taken apart: "node[web].package_manager" → node, web, package_manager. */
export interface FactKey {
  /** "node", "service", "script" */
  readonly tool: string;
  /** The folder in a monorepo; empty: the root. */
  readonly root: string;
  /** "version", "postgres.version"; empty when the key has one segment. */
  readonly field: string;
}

/**
 * Takes a fact's key apart. What several tools can have stands behind the tool in a folder and in front elsewhere:
 * "ruby[api].script.test" and "script.test" both are a script. Never fails: a strange key is a tool without a field.
 */
export function parseFactKey(key: string): FactKey {
  const match = /^([^.[\]]+)(?:\[(.*?)\])?(?:\.(.*))?$/s.exec(key);
  if (!match) return { tool: key, root: "", field: "" };
  const [, tool = "", root = "", field = ""] = match;
  const [first = "", ...rest] = field.split(".");
  if (root !== "" && shared.has(first)) return { tool: first, root, field: rest.join(".") };
  return { tool, root, field };
}

const shared = new Set(["script", "step", "framework", "service", "browser", "system", "workspace"]);
