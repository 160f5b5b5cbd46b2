import type { DependencyLine } from "./dependencies.ts";
import { linesOf } from "./file.ts";

/** Modules that a go.mod requires directly, without the major version at the end of the path. */
export function goDependencies(text: string): DependencyLine[] {
  return linesOf(text).flatMap((line, index) => {
    const [code = "", remark = ""] = line.split("//", 2);
    const name = /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/[\w./~-]+)\s+v\d/.exec(code)?.[1];
    return name && remark.trim() !== "indirect"
      ? [{ name: name.replace(/\/v\d+$/, ""), line: index + 1 }]
      : [];
  });
}

/** Packages of a mix.exs: `{:postgrex, "~> 0.19"}`. */
export function elixirDependencies(text: string): DependencyLine[] {
  return linesOf(text).flatMap((line, index) => {
    const code = line.split("#", 1)[0]!;
    return [...code.matchAll(/\{\s*:(\w+)\s*,/g)].map((match) => ({ name: match[1]!, line: index + 1 }));
  });
}
