/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commit is that of the upstream tag. */
export const pins = {
  java: { uses: "actions/setup-java", pin: "b6effb05e454b25005698d916606bdc6ffcbf961", version: "v5.7.0" },
} as const satisfies Record<string, Pin>;
