import { type FileIndex, joinPath, linesOf } from "cig/sdk";

/** What an installation of the application itself reads. */
const main = [
  "requirements.txt",
  "requirements/base.txt",
  "requirements/main.txt",
  "requirements/requirements.txt",
];

/** What its developers and tests need besides; of each row the first that exists counts. */
const rows = [
  [
    "requirements-dev.txt",
    "requirements_dev.txt",
    "dev-requirements.txt",
    "dev_requirements.txt",
    "requirements.dev.txt",
    "requirements/dev.txt",
    "requirements/development.txt",
    "requirements/local.txt",
  ],
  [
    "requirements-test.txt",
    "requirements-tests.txt",
    "requirements_test.txt",
    "requirements_tests.txt",
    "test-requirements.txt",
    "test_requirements.txt",
    "requirements.test.txt",
    "requirements/test.txt",
    "requirements/tests.txt",
    "requirements/testing.txt",
    "requirements/ci.txt",
  ],
];

/** The requirement files to install in a root, in order. One that another of them includes is left out. */
export function requirementFiles(files: FileIndex, directory: string): string[] {
  const chosen = [main, ...rows].flatMap((names) => {
    const name = names.find((candidate) => files.has(joinPath(directory, candidate)));
    return name === undefined ? [] : [name];
  });
  const included = new Set(
    chosen.flatMap((name) => includes(files.text(joinPath(directory, name)) ?? "", name)),
  );
  return chosen.filter((name) => !included.has(name)).map((name) => joinPath(directory, name));
}

/** The files that an installation of them reads: themselves and, as far as they exist, what they include. */
export function withIncluded(files: FileIndex, chosen: readonly string[]): string[] {
  const found = new Set(chosen);
  // A set grows while it is walked, so this goes on until nothing new is included.
  for (const path of found)
    for (const other of includes(files.text(path) ?? "", path)) if (files.has(other)) found.add(other);
  return [...found];
}

/** True when a requirement file installs the project itself (`-e .`). */
export function installsProject(source: string): boolean {
  return linesOf(source).some((line) => /^\s*(-e|--editable)?[\s=]*\.(\[[^\]]*\])?\s*(#.*)?$/.test(line));
}

/** Paths after `-r`, from where `name` is counted from: pip takes them relative to the file. */
function includes(source: string, name: string): string[] {
  const folder = name.includes("/") ? name.slice(0, name.lastIndexOf("/")).split("/") : [];
  return linesOf(source).flatMap((line) => {
    const target = /^\s*(?:-r|--requirement)[\s=]*([^\s#]+)/.exec(line)?.[1];
    if (target === undefined) return [];
    const path = [...folder];
    for (const step of target.split("/")) {
      if (step === "..") path.pop();
      else if (step !== ".") path.push(step);
    }
    return [path.join("/")];
  });
}
