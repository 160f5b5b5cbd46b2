import type { Config } from "../../config/config.ts";

/** What cig.toml says before there is one. */
export const emptyConfig: Config = {
  file: "cig.toml",
  source: "",
  schema: { version: "0.2" },
  variables: [],
  members: [],
  others: new Map(),
  at: () => undefined,
};
