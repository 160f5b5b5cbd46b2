import { type Native, type Step, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { compileText } from "../value/text.ts";

/**
 * A plugin, pinned to a commit or a full version. Plugins belong to the whole job: their hooks run around its script,
 * in the order in which they stand.
 */
export function compileNative(native: Native, step: Step, scope: Scope): Yaml | undefined {
  if (native.provider !== "buildkite") {
    if (hasOwnForm(step, scope)) return undefined;
    scope.report.add(
      "BK015",
      scope.subject,
      `The step is of ${native.provider} alone, and left out on Buildkite.`,
      "Add native.buildkite, or a run step that does the same.",
    );
    return undefined;
  }
  const version = native.pin || native.version;
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(native.uses) && !/^(?:https|ssh):\/\/[^\s#]+$/.test(native.uses))
    scope.report.add(
      "BK010",
      scope.subject,
      `"${native.uses}" is no plugin of Buildkite.`,
      'Write it as "docker-compose@v5.5.0" or "my-org/my-plugin@v1.0.0".',
    );
  if (!/^(?:v?\d+\.\d+\.\d+(?:-[\w.]+)?|[0-9a-f]{40})$/.test(version))
    scope.report.add(
      "BK010",
      scope.subject,
      `The plugin "${native.uses}" ${version ? `has the version "${version}", which can change from run to run` : "has no version"}.`,
      `Give the full version or a commit: "${native.uses}@v1.2.3".`,
    );
  if (step.condition)
    scope.report.add(
      "BK016",
      [...scope.subject, "if"],
      "The hooks of a Buildkite plugin run around the whole job, whatever the step's condition says.",
      "Move the step to a job of its own and give that the condition.",
    );
  const options = new Map<string, Yaml>(
    native.with.map(({ name, value }): [string, Yaml] => {
      const text = compileText(value, "a plugin's option", below(scope, "native", "buildkite", "with", name));
      if (text === "true" || text === "false") return [name, text === "true"];
      return [name, text.includes("\n") ? text.replace(/\n$/, "").split("\n") : text];
    }),
  );
  const name = `${native.uses}#${version}`;
  if (unlessEmpty(options)) return table([name, options]);
  return native.pin && /^[\w.+-]{1,64}$/.test(native.version)
    ? { marked: name, comment: native.version }
    : name;
}

/** True where another provider's form of a step stands beside one for Buildkite: nothing is left out then. */
function hasOwnForm(step: Step, { job }: Scope): boolean {
  const place = step.subject.join("\0");
  return (job?.steps ?? []).some(
    ({ kind, subject }) =>
      kind.case === "native" && kind.value.provider === "buildkite" && subject.join("\0") === place,
  );
}
