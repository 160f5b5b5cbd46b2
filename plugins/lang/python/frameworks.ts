import { coverTests } from "./choices.ts";
import type { Dependencies, Part } from "./dependencies.ts";
import { installerRange } from "./specifier.ts";

/** A framework that a manifest names with a version or range. */
export interface Framework {
  readonly name: string;
  readonly value: string;
  readonly isRange: boolean;
  readonly file: string;
  readonly line: number;
}

/** Of the big ones those that the manifests ask for at a stated version. */
export function readFrameworks(dependencies: Dependencies): Framework[] {
  return ["django", "fastapi", "flask"].flatMap((name) => {
    const dependency = dependencies
      .get(name)
      ?.find(
        ({ part, file, specifier }) =>
          isNeededToRun(part, file) && specifier !== "*" && installerRange(specifier) !== undefined,
      );
    if (!dependency) return [];
    const { specifier, file, line } = dependency;
    const exact = /^={2,3}\s*(\d+(?:\.\d+)*)$/.exec(specifier)?.[1];
    return [{ name, value: exact ?? specifier, isRange: exact === undefined, file, line }];
  });
}

/** What only tests or an extra need says nothing about what the project is. */
function isNeededToRun(part: Part | undefined, file: string): boolean {
  return part === undefined || (part.kind === "requirements" && !coverTests([file]));
}
