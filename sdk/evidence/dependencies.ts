import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { folderOf, isMaterial, nameOf, textOfFile } from "./file.ts";
import { parseGemfile } from "./gemfile.ts";
import { parseGemspec } from "./gemspec.ts";
import { elixirDependencies, goDependencies } from "./line-dependencies.ts";
import { nodeDependencies } from "./node-dependencies.ts";
import { pyprojectDependencies, requirementsDependencies, toxDependencies } from "./python-dependencies.ts";

/** Whose package a dependency is. */
export type Ecosystem = "ruby" | "node" | "python" | "go" | "elixir";

/** A package that the repository's tests or programs need by name. */
export interface StatedDependency {
  readonly ecosystem: Ecosystem;
  /** As the ecosystem compares it: Python's in lower case with `-`, an extra as "celery[redis]". */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Needed to develop the package, not to run it (Node only; elsewhere that says nothing about tests). */
  readonly isDev?: boolean;
  /** Only some environments or settings of the tests have it: what it talks to is a choice that the project offers. */
  readonly isChoice?: boolean;
}

/** A dependency inside one file. */
export type DependencyLine = Pick<StatedDependency, "name" | "line" | "isDev" | "isChoice">;

/** Manifests that `statedDependencies` understands, for a manifest's `reads`. */
export const dependencyGlobs = [
  "**/*.gemspec",
  "**/Gemfile",
  "**/Pipfile",
  "**/gems.rb",
  "**/go.mod",
  "**/mix.exs",
  "**/package.json",
  "**/pyproject.toml",
  "**/requirements*.in",
  "**/requirements*.txt",
  "**/requirements/*.in",
  "**/requirements/*.txt",
  "**/tox.ini",
];

/**
 * The dependencies that the manifests among the files state, in the order of the files. Optional, conditional and
 * production-only ones are left out, and so are applications that live in a folder of tests. A manifest that cannot
 * be read has none: to say so is up to the language's own plugin. `isLeftOut` says of which paths nothing is taken.
 */
export async function statedDependencies(
  files: readonly RepositoryFile[],
  isLeftOut: (path: string) => boolean = isMaterial,
): Promise<StatedDependency[]> {
  const found: StatedDependency[] = [];
  for (const file of files) {
    const reader = isLeftOut(file.path) ? undefined : readerOf(file.path);
    const text = reader && textOfFile(file);
    if (!reader || text === undefined) continue;
    for (const dependency of await reader.read(text))
      found.push({ ecosystem: reader.ecosystem, file: file.path, ...dependency });
  }
  return found;
}

interface Reader {
  readonly ecosystem: Ecosystem;
  read(text: string): readonly DependencyLine[] | Promise<readonly DependencyLine[]>;
}

function readerOf(path: string): Reader | undefined {
  const name = nameOf(path);
  if (name === "Gemfile" || name === "gems.rb") return { ecosystem: "ruby", read: gemfileDependencies };
  if (name.endsWith(".gemspec")) return { ecosystem: "ruby", read: (text) => parseGemspec(text).gems };
  if (name === "package.json") return { ecosystem: "node", read: nodeDependencies };
  if (name === "pyproject.toml" || name === "Pipfile")
    return { ecosystem: "python", read: pyprojectDependencies };
  if (name === "tox.ini") return { ecosystem: "python", read: toxDependencies };
  if (name === "go.mod") return { ecosystem: "go", read: goDependencies };
  if (name === "mix.exs") return { ecosystem: "elixir", read: elixirDependencies };
  if (!/\.(txt|in)$/.test(name)) return undefined;
  const isRequirements = name.startsWith("requirements") || nameOf(folderOf(path)) === "requirements";
  return isRequirements ? { ecosystem: "python", read: requirementsDependencies } : undefined;
}

function gemfileDependencies(text: string): DependencyLine[] {
  return parseGemfile(text)
    .gems.filter((gem) => gem.isForTests || gem.isChoice)
    .map(({ name, line, isForTests }) => ({ name, line, ...(!isForTests && { isChoice: true }) }));
}
