/** An action of GitHub's market place at one commit, and what people call that commit. */
export interface Pin {
  readonly uses: string;
  readonly pin: string;
  readonly version: string;
}

/** Every action that this plugin asks for. The commit is that of the upstream tag. */
export const pins = {
  php: {
    uses: "shivammathur/setup-php",
    pin: "f3e473d116dcccaddc5834248c87452386958240",
    version: "2.37.2",
  },
} as const satisfies Record<string, Pin>;
