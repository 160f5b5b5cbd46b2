import { type Scopes, scopesOf } from "../store/scope.ts";
import type { Environment } from "./sign.ts";

/** What this run is, as the text that cig wrote into the CI configuration tells it. */
export interface Origin {
  readonly scopes: Scopes;
  /** Where people find the run; "" where nobody says. */
  readonly run: string;
  /** Values of names such as `git.branch`; undefined where nobody says. */
  lookUp(path: readonly string[]): string | undefined;
  readonly branch: string | undefined;
}

/** Reads the variables CIG_…; see Skipping.env in the protocol. */
export function originOf(environment: Environment): Origin {
  const lookUp = (path: readonly string[]) =>
    ["git", "pr", "run", "inputs"].includes(path[0] ?? "")
      ? environment[
          `CIG_${path
            .join("_")
            .replace(/[^A-Za-z0-9_]/g, "_")
            .toUpperCase()}`
        ]
      : undefined;
  const event = given(lookUp(["run", "event"]));
  const branch = given(lookUp(["git", "branch"]));
  return {
    scopes: scopesOf({
      event,
      branch,
      pr: given(lookUp(["pr", "number"])),
      defaultBranch: given(environment.CIG_GIT_DEFAULT_BRANCH),
    }),
    run: given(lookUp(["run", "url"])) ?? given(lookUp(["run", "id"])) ?? "",
    lookUp,
    branch,
  };
}

function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
