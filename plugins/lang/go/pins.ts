/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commit is that of the upstream tag. */
export const pins = {
  go: { uses: "actions/setup-go", pin: "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e", version: "v7.0.0" },
} as const satisfies Record<string, Pin>;
