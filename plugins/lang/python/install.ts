import { upwards } from "cig/sdk";
import { coverTests, forTests } from "./choices.ts";
import type { InstalledProject, Setup } from "./setup.ts";
import { run, type Step } from "./toolchain.ts";

/** Installs what the lock file says, with what tests need; undefined when there is nothing to install. */
export function installStep({ use }: Setup, project: InstalledProject): Step | undefined {
  const script = installCommand(project);
  // Empty where the job already runs in the project's root.
  const directory = upwards(use.workingDirectory)[0] === project.root ? "" : project.root;
  return script === undefined ? undefined : run("Install dependencies", script, directory);
}

export function installCommand(project: InstalledProject): string | undefined {
  const isLocked = project.lockfile !== undefined;
  switch (project.manager) {
    case "uv":
      return ["uv sync", ...(isLocked ? ["--locked"] : []), ...uvChoices(project)].join(" ");
    case "poetry":
      return [
        "poetry install --no-interaction",
        ...forTests(project.extras).map((name) => `--extras ${name}`),
      ].join(" ");
    case "pdm":
      return ["pdm install", ...(isLocked ? ["--frozen-lockfile"] : []), ...pdmChoices(project)].join(" ");
    case "pipenv":
      return isLocked ? "pipenv install --dev --deploy" : "pipenv install --dev";
    case "pip":
      return pipCommand(project);
  }
}

/** uv installs the group `dev` without being asked. */
function uvChoices({ isWorkspace, extras, groups }: InstalledProject): string[] {
  return [
    ...(isWorkspace ? ["--all-packages"] : []),
    ...forTests(extras).map((name) => `--extra ${name}`),
    ...forTests(groups)
      .filter((name) => name !== "dev")
      .map((name) => `--group ${name}`),
  ];
}

/** PDM installs all groups of development dependencies without being asked. */
function pdmChoices({ extras }: InstalledProject): string[] {
  return forTests(extras).map((name) => `--group ${name}`);
}

/** Groups need a pip that knows them; the one that Python brings may be older. */
function pipCommand({ requirements, isPackage, extras, groups }: InstalledProject): string | undefined {
  const isCovered = coverTests(requirements);
  const chosen = isCovered ? [] : forTests(groups);
  const wanted = [
    ...chosen.map((name) => `--group ${name}`),
    ...requirements.filter(isPlain).map((file) => `-r ${file}`),
    ...(isPackage ? [`-e ${projectWith(isCovered ? [] : forTests(extras))}`] : []),
  ];
  if (wanted.length === 0) return undefined;
  const upgrade = chosen.length > 0 ? 'python -m pip install --upgrade "pip>=25.1"\n' : "";
  return `${upgrade}pip install ${wanted.join(" ")}`;
}

function projectWith(extras: readonly string[]): string {
  return extras.length === 0 ? "." : `".[${extras.join(",")}]"`;
}

/** Nothing that a shell could take for more than a path. */
function isPlain(file: string): boolean {
  return /^[\w][\w./-]*$/.test(file);
}
