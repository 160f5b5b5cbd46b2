import { type Checkout, Submodules, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { type Carried, command, shellWord } from "../value/shell.ts";

/** Steps that get the sources: CircleCI's own, and what it leaves to others. */
export function compileCheckout(checkout: Checkout, scope: Scope): Yaml[] {
  remarkOn(checkout, scope);
  const path = checkout.path ? characters(checkout.path, scope) : undefined;
  const options = table(["method", checkout.depth === 0 ? "full" : undefined], ["path", path]);
  const steps: Yaml[] = [options.size > 0 ? table(["checkout", options]) : "checkout"];
  const carried: Carried = new Map();
  const ref =
    checkout.ref && checkout.ref.parts.length > 0 ? shellWord(checkout.ref, carried, scope) : undefined;
  if (ref !== undefined)
    steps.push(
      gitStep(
        "Check out the wanted ref",
        [`ref=${ref}`, 'git fetch -- origin "$ref"', "git checkout --detach FETCH_HEAD"],
        path,
        carried,
      ),
    );
  if (checkout.submodules !== Submodules.UNSPECIFIED) {
    const recursive = checkout.submodules === Submodules.RECURSIVE ? " --recursive" : "";
    steps.push(
      gitStep(
        "Check out submodules",
        [`git submodule sync${recursive}`, `git submodule update --init${recursive}`],
        path,
      ),
    );
  }
  if (checkout.lfs)
    steps.push(gitStep("Fetch large files", ["git lfs install --local", "git lfs pull"], path));
  return steps;
}

function gitStep(
  name: string,
  lines: readonly string[],
  path: string | undefined,
  carried: Carried = new Map(),
): Table {
  return table([
    "run",
    table(
      ["name", name],
      ["command", command(...lines)],
      ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
      ["working_directory", path],
    ),
  ]);
}

function remarkOn({ depth, persistCredentials }: Checkout, scope: Scope): void {
  if (depth !== undefined && depth > 1)
    scope.report.add(
      "CC035",
      scope.subject,
      `CircleCI fetches the history without the content of old files, and not the last ${depth} commits alone.`,
    );
  if (!persistCredentials)
    at(scope).report.add(
      "CC034",
      ["jobs"],
      "CircleCI checks out by a key that stays with the job, so that later steps can read the repository, too.",
      "Use a key that can only read.",
    );
}
