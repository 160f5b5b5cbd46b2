import { joinPath, linesOf } from "cig/sdk";
import type { Tools } from "./tools.ts";

/** Lines of hooks, tasks and scripts of the folder, without comments. */
export function linesThatPeopleRun({ files, project: { directory } }: Tools): string[] {
  const names = [
    ".pre-commit-config.yaml",
    "tox.ini",
    "noxfile.py",
    ...["GNUmakefile", "makefile", "Makefile", "justfile", "Justfile", ".justfile"],
    ...["check", "format", "lint"].flatMap((name) => [`scripts/${name}`, `scripts/${name}.sh`]),
  ];
  return names
    .flatMap((name) => linesOf(files.text(joinPath(directory, name)) ?? ""))
    .filter((line) => !/^\s*#/.test(line));
}
