import { type Job, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { type Carried, command, shellWord } from "../value/shell.ts";
import { checkName } from "./environment.ts";

/**
 * The step that leaves the job's identity token in its variable. CircleCI gives every job a token for its own
 * audience; one for another is asked for. Undefined where no variable is wanted: the tool asks for itself.
 */
export function tokenStep({ oidc }: Job, top: Scope): Table | undefined {
  const scope = below(top, "oidc");
  if (!oidc) return undefined;
  const hasAudience = oidc.audience !== undefined && oidc.audience.parts.length > 0;
  if (oidc.env === "") {
    if (hasAudience)
      scope.report.add(
        "CC035",
        below(scope, "audience").subject,
        "On CircleCI a step asks for a token of another audience by `circleci run oidc get`, and nothing says into which variable.",
        'Write oidc = { audience = "…", env = "TOKEN" }.',
      );
    return undefined;
  }
  checkName(oidc.env, below(scope, "env"));
  const carried: Carried = new Map();
  const lines = hasAudience
    ? [
        `audience=$(printf '%s' ${shellWord(oidc.audience, carried, below(scope, "audience"))} | sed 's/[\\\\"]/\\\\&/g')`,
        'token=$(circleci run oidc get --claims "{\\"aud\\": \\"$audience\\"}")',
      ]
    : ['token=${CIRCLE_OIDC_TOKEN_V2:?"This job has no identity token."}'];
  refuseControls(oidc.audience, scope);
  return table([
    "run",
    table(
      ["name", "Get an identity token"],
      ["command", command(...lines, `printf 'export %s=%s\\n' ${oidc.env} "$token" >> "$BASH_ENV"`)],
      ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
    ),
  ]);
}

/** JSON has no control characters, and an audience has no use for them. */
function refuseControls(audience: NonNullable<Job["oidc"]>["audience"], scope: Scope): void {
  const hasControl = (audience?.parts ?? []).some(
    ({ kind }) => kind.case === "literal" && /[\0-\x1f\x7f]/.test(kind.value),
  );
  if (hasControl)
    scope.report.add(
      "CC016",
      below(scope, "audience").subject,
      "The audience of a token holds a control character.",
      "Take it out.",
    );
}
