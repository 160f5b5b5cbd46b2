/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commits are those of the upstream tags, looked up one by one. */
export const pins = {
  python: {
    uses: "actions/setup-python",
    pin: "5fda3b95a4ea91299a34e894583c3862153e4b97",
    version: "v7.0.0",
  },
  uv: { uses: "astral-sh/setup-uv", pin: "c771a70e6277c0a99b617c7a806ffedaca235ff9", version: "v9.0.0" },
} as const satisfies Record<string, Pin>;
