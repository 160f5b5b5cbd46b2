import { type Container, type NamedText, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { checkContainerName } from "../steps/environment.ts";
import { characters } from "../value/characters.ts";
import { compileText } from "../value/text.ts";
import { compileAuth } from "./credentials.ts";

/** The first entry of `docker`: the container that the steps run in. */
export function compileImage(container: Container, top: Scope): Table {
  const scope = below(top, "image");
  return table(
    ["image", compileText(container.image, "the job's image", scope)],
    ["auth", compileAuth(container.credentials, scope)],
    ...compileEngineOptions(container.options, "CC016", scope),
    ["environment", unlessEmpty(compileImageEnv(container.env, scope))],
  );
}

/** Variables of a container; CircleCI starts it before any shell could tell more. */
export function compileImageEnv(variables: readonly NamedText[], top: Scope): Table {
  return new Map(
    variables.map(({ name, value }): [string, Yaml] => {
      const scope = below(top, "env", name);
      checkContainerName(name, scope);
      return [name, compileText(value, "the variables of a container", scope)];
    }),
  );
}

/** Arguments of the container engine that CircleCI has keys for; all others are refused. */
export function compileEngineOptions(
  options: readonly string[],
  code: "CC013" | "CC016",
  scope: Scope,
): [string, Yaml][] {
  const entries: [string, Yaml][] = [];
  const words = options.flatMap((option) => /^(--[\w-]+)=(.*)$/s.exec(option)?.slice(1) ?? [option]);
  for (let index = 0; index < words.length; index++) {
    const key = { "--user": "user", "-u": "user", "--entrypoint": "entrypoint" }[words[index]!];
    const value = words[index + 1];
    if (key && value !== undefined) {
      entries.push([key, characters(value, scope)]);
      index++;
    } else {
      scope.report.add(
        code,
        [...scope.subject, "options"],
        `CircleCI starts containers itself and takes no "${words.slice(index).join(" ")}" for them.`,
        "Leave out the option; --user and --entrypoint are known.",
      );
      break;
    }
  }
  return entries;
}
