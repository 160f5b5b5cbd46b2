import {
  type FileIndex,
  joinPath,
  linesOf,
  parseImage,
  type ToolStatement,
  toolStatements,
  versionFile,
} from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";
import type { Root } from "./roots.ts";
import { agree, compareVersions, meets, readVersion } from "./version.ts";

/** The Go version that a root states: the first of each kind wins, the others are its witnesses. */
export interface GoVersion {
  readonly version?: readonly ToolStatement[];
  readonly constraint?: readonly ToolStatement[];
  /** True: the version is known from a Dockerfile only. */
  readonly isWeak: boolean;
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: .go-version, .tool-versions, mise.toml, the toolchain line of go.work and of
 * go.mod; a Dockerfile of the top where none of them is there. The go line is a range: the least release that compiles
 * the module. A file that contradicts the winner earns a warning.
 */
export function readGoVersion(files: FileIndex, root: Root): GoVersion {
  const remarks: Remark[] = [];
  const { directory, module, workspace } = root;
  const toolchains = [workspace?.toolchain, module?.toolchain].flatMap((each) => each ?? []);
  const chosen = read(
    [
      ...versionFile(files, joinPath(directory, ".go-version")).slice(0, 1),
      ...toolStatements(files, directory, ["go", "golang", "core:go"]),
    ],
    remarks,
  );
  const constraint = [workspace?.go, module?.go]
    .flatMap((each) => each ?? [])
    .filter(({ value }) => readVersion(value).kind === "version")
    .map((each) => ({ ...each, value: `>=${each.value}` }));
  const least = constraint[0];
  const stated = [...chosen, ...read(toolchains, remarks)];
  const winner = stated[0];
  if (winner) remarks.push(...disagreements(winner, chosen.slice(1), toolchains, constraint));
  const weak = winner
    ? []
    : fromDockerfile(files, directory).filter(({ value }) => !least || meets(value, least.value));
  const version = winner ? stated.filter(({ value }) => agree(value, winner.value)) : weak;
  return {
    ...(version.length > 0 && { version }),
    ...(least && { constraint: constraint.filter(({ value }) => value === least.value) }),
    isWeak: !winner,
    remarks,
  };
}

function read(statements: readonly ToolStatement[], remarks: Remark[]): ToolStatement[] {
  return statements.flatMap((statement) => {
    const meaning = readVersion(statement.value);
    if (meaning.kind === "invalid" || meaning.kind === "constraint") remarks.push(notAVersion(statement));
    return meaning.kind === "version" ? [{ ...statement, value: meaning.value }] : [];
  });
}

/** The image of the stage that compiles; one that a variable names says nothing. */
function fromDockerfile(files: FileIndex, directory: string): ToolStatement[] {
  const file = joinPath(directory, "Dockerfile");
  for (const [index, line] of linesOf(files.text(file) ?? "").entries()) {
    const image = parseImage(/^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)?.[1] ?? "");
    const value = image?.base === "golang" ? /^\d+(\.\d+){1,2}/.exec(image.tag ?? "")?.[0] : undefined;
    if (value !== undefined) return [{ value, file, line: index + 1 }];
  }
  return [];
}

/** A toolchain line is what Go takes at least, so that a newer release is no contradiction. */
function disagreements(
  winner: ToolStatement,
  others: readonly ToolStatement[],
  toolchains: readonly ToolStatement[],
  constraints: readonly ToolStatement[],
): Remark[] {
  const isOlder = (value: string) => !agree(winner.value, value) && compareVersions(winner.value, value) < 0;
  return [
    ...others
      .filter(({ value }) => !agree(value, winner.value))
      .map((other) => disagreement(other, winner, `asks for Go ${other.value}`)),
    ...toolchains
      .filter((other) => other.file !== winner.file && isOlder(other.value))
      .map((other) => disagreement(other, winner, `asks for Go ${other.value} at least`)),
    ...constraints
      .filter(({ value }) => !meets(winner.value, value))
      .map((other) => disagreement(other, winner, `allows only Go ${other.value}`)),
  ];
}

function disagreement(other: ToolStatement, winner: ToolStatement, what: string): Remark {
  return remarkAt(
    "GO102",
    other.file,
    other.line,
    `"${other.file}" ${what}, but "${winner.file}" line ${winner.line} says ${winner.value}, which wins.`,
    "Let both say the same, or remove one of them.",
  );
}

function notAVersion({ file, line, value }: ToolStatement): Remark {
  return remarkAt(
    "GO104",
    file,
    line,
    `"${file}" says "${value.slice(0, 60)}" where a Go version stands, and that is none, so it does not count.`,
    'Write a version such as "1.27" or "1.27.4".',
  );
}
