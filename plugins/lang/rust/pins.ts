/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commit is that of the upstream tag. */
export const pins = {
  rust: {
    uses: "dtolnay/rust-toolchain",
    pin: "e97e2d8cc328f1b50210efc529dca0028893a2d9",
    version: "v1",
  },
} as const satisfies Record<string, Pin>;
