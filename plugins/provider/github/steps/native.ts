import type { NamedText, Native } from "cig/sdk";
import { places } from "../expression/place.ts";
import { compileText } from "../expression/text.ts";
import type { PinnedAction } from "../pins/pin.ts";
import { below, type Scope } from "../scope.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";

/** A step with an action of somebody else, pinned to a full commit id where the table knows one. */
export function compileNative(native: Native, scope: Scope): Table {
  const action = scope.pins.action(native.uses, native.pin, native.version);
  checkAction(native.uses, action, scope);
  return table(
    ["uses", usesOf(action ?? { uses: native.uses, version: "" })],
    ["with", unlessEmpty(compileWith(native.with, scope))],
  );
}

/** The value of `uses`, the version beside a commit id in a comment. */
export function usesOf({ uses, version }: PinnedAction): Yaml {
  return /^[\w.+-]{1,64}$/.test(version) ? { marked: uses, comment: version } : uses;
}

/** The inputs of an action. GitHub makes text of them all, so that a bare true is as good as a quoted one. */
export function compileWith(inputs: readonly NamedText[], top: Scope): Table {
  const scope = below(top, "native", "github", "with");
  return new Map(
    inputs.map(({ name, value }): [string, Yaml] => {
      const text = compileText(value, places.step, below(scope, name));
      return [name, text === "true" || text === "false" ? text === "true" : text];
    }),
  );
}

function checkAction(written: string, action: PinnedAction | undefined, scope: Scope): void {
  if (!action)
    scope.report.add(
      "GH010",
      scope.subject,
      `The action "${written}" has no version, and the table of known actions does not have it.`,
      `Write "${written}@" with a commit id, or at least a version.`,
    );
  else if (
    !/^(?:\.{1,2}\/[^\s@]*|docker:\/\/\S+|[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[\w./-]+)$/.test(action.uses)
  )
    scope.report.add(
      "GH010",
      scope.subject,
      `"${written}" is no reference to an action.`,
      'Write it as "owner/name@version", "./folder" or "docker://image".',
    );
}
