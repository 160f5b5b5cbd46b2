import { linesOf } from "../evidence/file.ts";

/** Lock files that `lockedVersion` understands. */
export const lockNames = [
  "bun.lock",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "pdm.lock",
  "pnpm-lock.yaml",
  "poetry.lock",
  "uv.lock",
  "yarn.lock",
];

/**
 * The version of the first of the packages that a lock file names, and its line. Undefined where it names none of them,
 * or several versions of it: which one a test gets is then not known. It looks at lines, since lock files are long and
 * their tools write them all alike.
 */
export function lockedVersion(
  lock: string,
  text: string,
  packages: readonly string[],
): { version: string; line: number } | undefined {
  const lines = linesOf(text);
  for (const name of packages) {
    if (!text.includes(name)) continue;
    const [head, version] = shapeOf(lock, escaped(name));
    const found = lines.flatMap((line, index) => {
      // The version stands on the entry's first line, or on one of the next few.
      const near = head.test(line) ? lines.slice(index, index + 4) : [];
      const stated = near.map((each) => version.exec(each)?.[1]).find((each) => each !== undefined);
      return stated === undefined ? [] : [{ version: stated, line: index + 1 }];
    });
    if (new Set(found.map((each) => each.version)).size === 1) return found[0];
  }
  return undefined;
}

/** The line on which an entry begins, and the one that holds its version. */
function shapeOf(lock: string, name: string): [RegExp, RegExp] {
  switch (lock) {
    case "npm-shrinkwrap.json":
    case "package-lock.json":
      return [
        new RegExp(`^\\s*"(?:.+/)?node_modules/${name}": \\{`),
        new RegExp(`^\\s*"version": "(${exact})"`),
      ];
    case "pnpm-lock.yaml":
      return [new RegExp(`^ {2}'?/?${name}[@/]${exact}`), new RegExp(`^ {2}'?/?${name}[@/](${exact})['(:_]`)];
    case "yarn.lock":
      return [new RegExp(`^"?${name}@`), new RegExp(`^ {2}version:? "?(${exact})"?$`)];
    case "bun.lock":
      return [new RegExp(`^\\s*"${name}": \\["`), new RegExp(`"${name}@(${exact})"`)];
    default:
      return [new RegExp(`^name = "${name}"$`), new RegExp(`^version = "(${exact})"$`)];
  }
}

const exact = "\\d+\\.\\d+\\.\\d+[\\w.+-]*";

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
