import { type FileIndex, joinPath, linesOf, parseImage, type ToolStatement, toolStatements } from "cig/sdk";
import { packageValue } from "./manifest.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import type { Root } from "./roots.ts";
import type { ToolchainFile } from "./toolchain-file.ts";
import { agree, isAtLeast, readVersion } from "./version.ts";

/** The toolchain that a root states: the first wins, the others are its witnesses. */
export interface RustVersion {
  readonly version?: readonly ToolStatement[];
  /** From `rust-version`: what the crates promise to compile with. */
  readonly constraint?: ToolStatement;
  /** True: the version is known from a Dockerfile only. */
  readonly isWeak: boolean;
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: rust-toolchain, rust-toolchain.toml, .tool-versions, mise.toml; a Dockerfile
 * of the top where none of them is there. `rust-version` is a range. A file that contradicts the winner earns a warning.
 */
export function readRustVersion(
  files: FileIndex,
  root: Root,
  toolchain: ToolchainFile | undefined,
): RustVersion {
  const remarks: Remark[] = [];
  const { directory, manifest } = root;
  const least = manifest && packageValue(manifest, "rust-version");
  const constraint = least && /^\d+\.\d+(\.\d+)?$/.test(least.value) ? least : undefined;
  const stated = [
    ...(toolchain?.channel ? [toolchain.channel] : []),
    ...toolStatements(files, directory, ["rust", "core:rust"]),
  ].flatMap((statement) => {
    const meaning = readVersion(statement.value);
    if (meaning.kind === "invalid" || meaning.kind === "constraint") remarks.push(notAToolchain(statement));
    return meaning.kind === "version" ? [{ ...statement, value: meaning.value }] : [];
  });
  const winner = stated[0];
  if (winner) {
    const others = stated.filter(({ value }) => !agree(value, winner.value));
    remarks.push(...others.map((other) => disagreement(other, winner, `asks for Rust ${other.value}`)));
    if (constraint && !isAtLeast(winner.value, constraint.value))
      remarks.push(disagreement(constraint, winner, `allows only Rust >=${constraint.value}`));
  }
  const weak = winner
    ? []
    : fromDockerfile(files, directory).filter(
        ({ value }) => !constraint || isAtLeast(value, constraint.value),
      );
  const version = winner ? stated.filter(({ value }) => agree(value, winner.value)) : weak;
  return {
    ...(version.length > 0 && { version }),
    ...(constraint && { constraint: { ...constraint, value: `>=${constraint.value}` } }),
    isWeak: !winner,
    remarks,
  };
}

function fromDockerfile(files: FileIndex, directory: string): ToolStatement[] {
  const file = joinPath(directory, "Dockerfile");
  for (const [index, line] of linesOf(files.text(file) ?? "").entries()) {
    const image = parseImage(/^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)?.[1] ?? "");
    const value = image?.repository === "rust" ? /^\d+\.\d+(\.\d+)?/.exec(image.tag ?? "")?.[0] : undefined;
    if (value !== undefined) return [{ value, file, line: index + 1 }];
  }
  return [];
}

function disagreement(other: ToolStatement, winner: ToolStatement, what: string): Remark {
  return remarkAt(
    "RS102",
    other.file,
    other.line,
    `"${other.file}" ${what}, but "${winner.file}" line ${winner.line} says ${winner.value}, which wins.`,
    "Let both say the same, or remove one of them.",
  );
}

function notAToolchain({ file, line, value }: ToolStatement): Remark {
  return remarkAt(
    "RS104",
    file,
    line,
    `"${file}" says "${value.slice(0, 60)}" where a toolchain of Rust stands, and that is none, so it does not count.`,
    'Write a toolchain such as "1.98", "stable" or "nightly-2026-10-01".',
  );
}
