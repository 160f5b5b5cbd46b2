import {
  type BrowserProject,
  browserProject,
  byCodeUnit,
  flagInput,
  type MessageInitShape,
  type NamedText,
  named,
  onceEach,
  type PlanRequest,
  type PlanResponseSchema,
  reference,
  type StepSchema,
  type Text,
  text,
  textInput,
  textsInput,
  type Use,
} from "cig/sdk";
import { checkUse } from "./check.ts";
import { type Option, runScript } from "./script.ts";

/**
 * Answers each use with one step that publishes. Chromatic looks for the snapshots of earlier commits, so the job gets the
 * whole history; what it publishes and compares is no result of the job's files alone, so the job has effects.
 */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const fact = (name: string) => request.facts.find(({ key }) => key === `browser.chromatic.${name}`)?.value;
  const version = fact("version");
  return {
    resources: uses.map((use) => {
      const project = browserProject(use, request.facts, "chromatic");
      const options = optionsOf(use, fact("build_script"), request.project?.defaultBranch || "main");
      const value = {
        use: use.id,
        steps: [publish(use, project, options, request.providers)],
        versions: version === undefined ? [] : [{ tool: "chromatic", version: text(version) }],
        effects: flagInput(use, "dry_run") !== true,
        wholeHistory: true,
      };
      return { id: use.id, kind: { case: "expansion" as const, value } };
    }),
    diagnostics: onceEach(
      uses.flatMap((use) => checkUse(use, browserProject(use, request.facts, "chromatic"))),
    ),
  };
}

/** The options of the command, in the order of the inputs. */
function optionsOf(use: Use, found: string | undefined, defaultBranch: string): Option[] {
  const valued = (name: string, values: readonly Text[]) =>
    values.filter(({ parts }) => parts.length > 0).map((value) => ({ name, value }));
  const given = (name: string, input: string) => valued(name, textsInput(use, input) ?? []);
  const flag = (name: string, input: string) => (flagInput(use, input) ? [{ name }] : []);
  const built = [
    ...given("--build-script-name", "build_script"),
    ...given("--storybook-build-dir", "storybook_build_dir"),
  ];
  const isSaid = built.length > 0 || given("", "config_file").length > 0 || found === undefined;
  return [
    ...(isSaid ? built : [{ name: "--build-script-name", value: text(found) }]),
    ...given("--storybook-base-dir", "storybook_base_dir"),
    ...given("--config-file", "config_file"),
    ...flag("--only-changed", "only_changed"),
    ...given("--externals", "externals"),
    ...given("--untraced", "untraced"),
    ...(flagInput(use, "auto_accept_changes")
      ? [{ name: "--auto-accept-changes", value: text(defaultBranch) }]
      : []),
    ...flag("--exit-zero-on-changes", "exit_zero_on_changes"),
    ...flag("--exit-once-uploaded", "exit_once_uploaded"),
    ...given("--skip", "skip"),
    ...flag("--zip", "zip"),
    ...flag("--dry-run", "dry_run"),
  ];
}

function publish(
  use: Use,
  { start, workingDirectory }: BrowserProject,
  options: readonly Option[],
  providers: readonly string[],
): MessageInitShape<typeof StepSchema> {
  const { script, variables } = runScript(`${start} chromatic`, options, providers.includes("github"));
  const token = textInput(use, "project_token");
  const env: NamedText[] = [
    named(
      "CHROMATIC_PROJECT_TOKEN",
      token && token.parts.length > 0 ? token : text(reference("secrets.CHROMATIC_PROJECT_TOKEN")),
    ),
    ...variables,
  ];
  return { name: "Publish to Chromatic", workingDirectory, env, kind: { case: "run", value: { script } } };
}
