import { breakCaches, cachedFiles } from "../../execution/github/caches.ts";
import { executeGithub } from "../../execution/github/execute.ts";
import type { Adapter } from "../adapter.ts";

/** GitHub, whose own cache keeps the markers. */
export const github: Adapter = {
  provider: "github",
  output: ".github/workflows/ci.yml",
  skip: () => 'store = "native"',
  run: executeGithub,
  markers: cachedFiles,
  breakStore: breakCaches,
};
