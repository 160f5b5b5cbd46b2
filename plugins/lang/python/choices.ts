import type { Dependency } from "./dependencies.ts";
import type { Manager } from "./package-manager.ts";

/** The names under which projects keep what their tests need, in this order, where they exist. */
export function forTests(names: readonly string[]): string[] {
  return ["dev", "test", "tests", "testing"].filter((name) => names.includes(name));
}

/**
 * True for what is always installed, and for a group or extra whose name says that it serves the project's own
 * upkeep: "dev", "lint", "test-core", "mypy" for mypy. Another one ("lsp-test", "stub-formatting") may serve other code.
 * Of requirement files, those of the documentation do: a formatter there is for its examples.
 */
export function servesProject({ name, part }: Dependency): boolean {
  if (part === undefined) return true;
  if (part.kind === "requirements")
    return !/(?:^|[-_./])(?:docs?|documentation)(?:[-_.][^/]*)?$/.test(part.name);
  const words = part.name.toLowerCase().split(/[-_. ]+/);
  return words.every((word) => purposes.has(word) || /^py\d*$/.test(word) || word === name);
}

const purposes = new Set(
  (
    "all analysis base check checking checks ci code commit common contrib contributing core cov coverage default " +
    "dependencies deps dev devel develop development developer developers environment env extra extras fix format " +
    "formatter formatters formatting full integration lint linter linters linting lints local main maintainer " +
    "maintainers min minimal pre quality qa requirements required run static style test tester testing tests tool tooling " +
    "tools type typecheck typechecking typed types typing unit unittest unittests"
  ).split(" "),
);

/** True when one of the requirement files is for development or tests, so that extras and groups are not needed. */
export function coverTests(requirements: readonly string[]): boolean {
  return requirements.some((file) => /(dev|test|local|\bci\b)[^/]*$/.test(file));
}

/**
 * How a tool that is a dependency is started after the install step of the plan: the words before it, or undefined
 * when that step does not install it. uv is told the part that a tool is in, and installs it on the way.
 */
export function prefixFor(
  { part }: Dependency,
  manager: Manager,
  requirements: readonly string[],
): string | undefined {
  const isChosen = part === undefined || (part.kind !== "requirements" && forTests([part.name]).length > 0);
  switch (manager) {
    case "uv":
      if (part?.kind === "requirements") return undefined;
      return isChosen ? "uv run " : `uv run --${part!.kind} ${part!.name} `;
    case "poetry":
      return isChosen || part.kind === "group" ? "poetry run " : undefined;
    case "pdm":
      return isChosen || part.kind === "group" ? "pdm run " : undefined;
    case "pipenv":
      return isChosen ? "pipenv run " : undefined;
    case "pip":
      if (part === undefined || part.kind === "requirements") return "";
      return isChosen && !coverTests(requirements) ? "" : undefined;
  }
}
