import { type NamedText, type Native, type Table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { compileText } from "../value/text.ts";

/** Steps that CircleCI has without an orb, with the keys that take a list. */
const builtIn: Readonly<Record<string, readonly string[]>> = {
  add_ssh_keys: ["fingerprints"],
  attach_workspace: [],
  persist_to_workspace: ["paths"],
  restore_cache: ["keys"],
  save_cache: ["paths"],
  setup_remote_docker: [],
  store_artifacts: [],
  store_test_results: [],
};

/** A step of somebody else's: a command of an orb, pinned to a version, or one of CircleCI's own steps. */
export function compileNative(native: Native, scope: Scope): [string, Yaml] {
  const lists = Object.hasOwn(builtIn, native.uses) ? builtIn[native.uses]! : [];
  const inputs = unlessEmpty(compileInputs(native.with, lists, scope));
  if (Object.hasOwn(builtIn, native.uses)) return [native.uses, inputs ?? new Map()];
  const match = /^([a-z][\w-]*\/[a-z][\w-]*)\/([a-z][\w-]*)$/.exec(native.uses);
  if (!match) {
    scope.report.add(
      "CC010",
      scope.subject,
      `"${native.uses}" is no command of an orb.`,
      'Write it as "namespace/orb/command@1.2.3", such as "circleci/node/install@7.1.0".',
    );
    return ["run", "exit 1"];
  }
  const [, orb = "", command = ""] = match;
  if (native.pin)
    scope.report.add(
      "CC010",
      scope.subject,
      `Orbs have no commits to pin, and "${orb}" has one: "${native.pin}".`,
      "Give the full version, which never changes once it is published.",
    );
  else if (!/^\d+\.\d+\.\d+$/.test(native.version))
    scope.report.add(
      native.version ? "CC040" : "CC010",
      scope.subject,
      `The orb "${orb}" ${native.version ? `has the version "${native.version}", which can change from run to run` : "has no version"}.`,
      `Give the full version: "${native.uses}@1.2.3".`,
    );
  return [`${scope.orbs.nameOf(orb, native.version)}/${command}`, inputs ?? new Map()];
}

/** Orbs tell texts from truth values. Lists of CircleCI's own steps come one item a line. */
function compileInputs(inputs: readonly NamedText[], lists: readonly string[], top: Scope): Table {
  return new Map(
    inputs.map(({ name, value }): [string, Yaml] => {
      const text = compileText(value, "an orb's input", below(top, "native", "circleci", "with", name));
      if (lists.includes(name)) return [name, text.split("\n")];
      return [name, text === "true" || text === "false" ? text === "true" : text];
    }),
  );
}
