/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commit is that of the upstream tag. */
export const pins = {
  beam: {
    uses: "erlef/setup-beam",
    pin: "54075bcc5e249e4758d363f27d099f55d843f124",
    version: "v1.24.1",
  },
} as const satisfies Record<string, Pin>;
