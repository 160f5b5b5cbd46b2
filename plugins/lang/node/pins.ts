/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commits are those of the upstream tags, looked up one by one. */
export const pins = {
  node: { uses: "actions/setup-node", pin: "820762786026740c76f36085b0efc47a31fe5020", version: "v7.0.0" },
  pnpm: { uses: "pnpm/action-setup", pin: "fc06bc1257f339d1d5d8b3a19a8cae5388b55320", version: "v5.0.0" },
  bun: { uses: "oven-sh/setup-bun", pin: "0c5077e51419868618aeaa5fe8019c62421857d6", version: "v2.2.0" },
} as const satisfies Record<string, Pin>;
