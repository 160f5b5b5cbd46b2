import { importGithub } from "../../../../../plugins/provider/github/importer/importer.ts";
import type { Imported, TomlTable } from "../../../../../sdk/import/imported.ts";

/** Imports files as they stand in a repository; `literal` are jobs that are to be carried step by step. */
export function importFiles(
  files: Readonly<Record<string, string>>,
  literal: readonly string[] = [],
): Imported {
  return importGithub({
    files: new Map(Object.entries(files)),
    defaultBranch: "main",
    literal: new Set(literal),
  });
}

/** The jobs of one workflow. */
export function jobsOf(workflow: string, literal: readonly string[] = []): Record<string, TomlTable> {
  const { config } = importFiles({ ".github/workflows/ci.yml": workflow }, literal);
  return config.jobs as Record<string, TomlTable>;
}

/** The steps of a job on Linux that has no others, and no checkout. */
export function stepsOf(steps: string, around = "runs-on: ubuntu-latest"): TomlTable[] {
  const lines = steps.replace(/^(?=.)/gm, "      ");
  const workflow = `on: push\njobs:\n  test:\n    ${around}\n    steps:\n${lines}`;
  return jobsOf(workflow).test!.steps as TomlTable[];
}
