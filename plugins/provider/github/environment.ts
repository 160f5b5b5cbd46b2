import type { NamedText } from "cig/sdk";
import type { Place } from "./expression/place.ts";
import { compileText } from "./expression/text.ts";
import { below, type Scope } from "./scope.ts";
import type { Table, Yaml } from "./yaml/tree.ts";

/** Environment variables in the author's order. Their values are always text, so `"1"` and `"true"` stay that. */
export function compileEnv(variables: readonly NamedText[], place: Place, top: Scope): Table {
  const scope = below(top, "env");
  return new Map(
    variables.map(({ name, value }): [string, Yaml] => {
      checkName(name, scope);
      return [name, compileText(value, place, below(scope, name))];
    }),
  );
}

/** What the runner says of itself and of the run; GITHUB_TOKEN is not of these. */
function isTaken(name: string): boolean {
  return (
    /^GITHUB_(?:ACTIONS?|ACTION_(?:PATH|REF|REPOSITORY)|ACTOR(?:_ID)?|API_URL|BASE_REF|ENV|EVENT_(?:NAME|PATH)|GRAPHQL_URL|HEAD_REF|JOB|OUTPUT|PATH|REF(?:_NAME|_PROTECTED|_TYPE)?|REPOSITORY(?:_ID|_OWNER|_OWNER_ID)?|RETENTION_DAYS|RUN_(?:ATTEMPT|ID|NUMBER)|SERVER_URL|SHA|STATE|STEP_SUMMARY|TRIGGERING_ACTOR|WORKFLOW(?:_REF|_SHA)?|WORKSPACE)$/.test(
      name,
    ) || /^RUNNER_(?:ARCH|DEBUG|ENVIRONMENT|NAME|OS|TEMP|TOOL_CACHE|WORKSPACE)$/.test(name)
  );
}

function checkName(name: string, scope: Scope): void {
  if (isTaken(name))
    scope.report.add(
      "GH001",
      [...scope.subject, name],
      `GitHub sets ${name} itself, and no workflow can change it.`,
      "Choose another name.",
    );
  if (/^[A-Za-z_][\w.-]*$/.test(name)) return;
  scope.report.add(
    "GH001",
    [...scope.subject, name],
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
}
