/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commit is that of the upstream tag. */
export const pins = {
  dotnet: {
    uses: "actions/setup-dotnet",
    pin: "a98b56852c35b8e3190ac28c8c2271da59106c68",
    version: "v6.0.0",
  },
} as const satisfies Record<string, Pin>;
