import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** What cig writes for itself; of plugins it is refused (host/fragment-paths.ts). */
const ownFile = "cig.lock";

/**
 * Why cig will not write to the path below `root`, as CIG601: it must be relative, of plain ASCII, stay inside, out
 * of `.git` and `.cig`, not be cig's own files, and neither it nor a folder above it may be a link or a special file.
 */
export function checkOutputPath(root: string, path: string): Diagnostic | undefined {
  const inText = faultOfText(path);
  const fault = inText ?? faultOnDisk(root, path);
  if (fault === undefined) return undefined;
  const hint =
    inText === undefined
      ? "Put an ordinary folder or file in its place, or choose another path in [[outputs]] of cig.toml."
      : "Choose another path in [[outputs]] of cig.toml.";
  return diagnose("CIG601", `cig does not write to ${JSON.stringify(path)}: ${fault}.`, { hint });
}

/** Paths that cannot all be written: the same one twice, or one that is also a folder of another. */
export function checkOutputSet(paths: readonly string[]): Diagnostic[] {
  const all = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    if (all.has(path)) diagnostics.push(diagnose("CIG601", `"${path}" would be written twice.`));
    all.add(path);
  }
  for (const path of all)
    for (let folder = dirname(path); folder !== "." && folder !== "/"; folder = dirname(folder))
      if (all.has(folder))
        diagnostics.push(
          diagnose("CIG601", `"${folder}" would have to be a file and the folder of "${path}".`),
        );
  return diagnostics;
}

function faultOfText(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (!/^[\x20-\x7e]*$/.test(path)) return "it has other characters than printable ASCII";
  if (/[\\:*?"<>|]/.test(path)) return 'it has one of the characters \\ : * ? " < > |';
  if (path.startsWith("/")) return "it is not relative to the repository";
  const segments = path.split("/");
  if (segments.includes("..")) return "it leaves the repository";
  if (segments.some((segment) => segment === "" || segment === ".")) return "it has an empty segment or `.`";
  if (segments.some((segment) => /[. ]$|^ /.test(segment))) return "a part of it ends with a dot or a blank";
  // What some file systems take for .git: other case, and the short name of old Windows.
  if (segments.some((segment) => /^(\.git|git~\d+)$/i.test(segment))) return "it lies in git's own folder";
  if (/^\.cig$/i.test(segments[0]!)) return "it lies in cig's own folder";
  if (segments.some((segment) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(segment)))
    return "a part of it is the name of a device on Windows";
  if (/^cig\.(toml|lock)$/i.test(path) && path !== ownFile) return "this file is the source, not an output";
  return undefined;
}

function faultOnDisk(root: string, path: string): string | undefined {
  const segments = path.split("/");
  for (let length = 1; length <= segments.length; length++) {
    const part = segments.slice(0, length).join("/");
    const stat = lstat(`${root}/${part}`);
    if (stat === undefined) return undefined;
    if (typeof stat === "string") return stat;
    if (stat.isSymbolicLink()) return `"${part}" is a symbolic link`;
    const isLast = length === segments.length;
    if (!isLast && !stat.isDirectory()) return `"${part}" is not a folder`;
    if (isLast && !stat.isFile()) return "it is a folder or a special file";
  }
  return undefined;
}

function lstat(file: string) {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    return `it cannot be looked at (${(error as NodeJS.ErrnoException).code})`;
  }
}
