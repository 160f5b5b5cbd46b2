/** A fact's key, taken apart: "node[web].package_manager" → node, web, package_manager. */
export interface FactKey {
  /** "node", "service", "script" */
  readonly tool: string;
  /** The folder in a monorepo; empty: the root. */
  readonly root: string;
  /** "version", "postgres.version"; empty when the key has one segment. */
  readonly field: string;
}

/** Takes a fact's key apart. Never fails: a strange key is a tool without a field. */
export function parseFactKey(key: string): FactKey {
  const match = /^([^.[\]]+)(?:\[(.*)\])?(?:\.(.*))?$/s.exec(key);
  if (!match) return { tool: key, root: "", field: "" };
  return { tool: match[1]!, root: match[2] ?? "", field: match[3] ?? "" };
}
