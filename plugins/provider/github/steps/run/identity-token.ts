import type { Job } from "cig/sdk";
import { below, type Scope } from "../../scope.ts";
import { type Table, table } from "../../yaml/tree.ts";
import { atRoot, ownShell } from "../own-script.ts";

/** A step that asks GitHub for an identity token and gives it to all steps behind it. Undefined: nobody wants that. */
export function compileIdentityToken(job: Job, top: Scope): Table | undefined {
  const { oidc } = job;
  if (!oidc?.env) return undefined;
  const scope = below(top, "oidc");
  checkName(oidc.env, below(scope, "env"));
  return table(["name", "Get an identity token"], ["run", script], ...atRoot(job), ...ownShell(job), [
    "env",
    table(["CIG_OIDC_ENV", oidc.env]),
  ]);
}

/** What the runner lets no file set, and what would change how programs start. */
function checkName(name: string, scope: Scope): void {
  if (/^[A-Za-z_]\w*$/.test(name) && !/^(?:GITHUB_|RUNNER_|CIG_|PATH$|NODE_OPTIONS$|LD_)/i.test(name)) return;
  scope.report.add(
    "GH001",
    scope.subject,
    `"${name}" is no name for a variable that GitHub lets a step set.`,
    'Use letters, digits and "_", start with no digit and not with GITHUB_ or RUNNER_, and take no name such as PATH.',
  );
}

/** A token has no character but these, so nothing else can get into the file of variables. */
const script = String.raw`if [ -z "$ACTIONS_ID_TOKEN_REQUEST_URL" ]; then
  echo "::error::GitHub gives this run no identity token, as for pull requests of forks."
  exit 1
fi
set -- --silent --show-error --fail --retry 3 --get --header "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN"
if [ -n "$CIG_OIDC_AUDIENCE" ]; then
  set -- "$@" --data-urlencode "audience=$CIG_OIDC_AUDIENCE"
fi
answer=$(curl "$@" "$ACTIONS_ID_TOKEN_REQUEST_URL")
token=$(printf '%s' "$answer" | tr -d '\n' | sed -n 's/.*"value" *: *"\([A-Za-z0-9._-]*\)".*/\1/p')
if [ -z "$token" ]; then
  echo "::error::GitHub's answer has no identity token."
  exit 1
fi
echo "::add-mask::$token"
echo "$CIG_OIDC_ENV=$token" >> "$GITHUB_ENV"
`;
