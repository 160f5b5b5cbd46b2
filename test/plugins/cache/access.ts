import type { StoreAccessInit } from "cig/sdk/testing";

/** What the core would fill in, of plain options. */
export function accessOf(
  endpoint: string,
  options: Readonly<Record<string, string | boolean>>,
  more: { readonly grants?: string[]; readonly deadlineMs?: number } = {},
): StoreAccessInit {
  return {
    endpoint,
    options: {
      entries: Object.entries(options).map(([key, value]) => ({
        key,
        value: {
          kind: typeof value === "string" ? { case: "text", value } : { case: "boolean", value },
        },
      })),
    },
    ...more,
  };
}

/** Sets variables for a plugin that runs in this process; returns what puts the old ones back. */
export function withEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
}
