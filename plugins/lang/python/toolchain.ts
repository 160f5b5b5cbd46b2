import { type MessageInitShape, named, type StepSchema, type Text } from "cig/sdk";
import { pythonScript } from "./fallback-scripts.ts";
import { pins } from "./pins.ts";
import type { InstalledProject, Setup } from "./setup.ts";

export type Step = MessageInitShape<typeof StepSchema>;

/** The steps that make Python and the package manager available. Without a stated version Python is left as it is. */
export function toolchainSteps(setup: Setup): Step[] {
  const { version, project, use } = setup;
  if (project?.manager === "uv") return [uvStep(setup, project)];
  return [
    ...(version ? [pythonStep(version)] : []),
    ...(project && project.manager !== "pip" ? [managerStep(project, use.inContainer)] : []),
  ];
}

function pythonStep(version: Text): Step {
  const native = [{ provider: "github", ...pins.python, with: [named("python-version", version)] }];
  return {
    name: "Set up Python",
    kind: { case: "toolchain", value: { tool: "python", version, native, fallbackScript: pythonScript } },
  };
}

/** uv brings Python along. A range is left to uv, which reads requires-python itself; its cache is a step of ours. */
function uvStep({ version, isRange }: Setup, { managerVersion, root }: InstalledProject): Step {
  const inputs = [
    ...(managerVersion === undefined ? [] : [named("version", managerVersion)]),
    ...(version && !isRange ? [named("python-version", version)] : []),
    ...(root === "." ? [] : [named("working-directory", root)]),
    named("enable-cache", "false"),
  ];
  const native = [{ provider: "github", ...pins.uv, with: inputs }];
  return {
    name: "Set up uv",
    kind: {
      case: "toolchain",
      value: { tool: "python", ...(version && { version }), native, fallbackScript: pythonScript },
    },
  };
}

/** The manager gets an environment of its own on the job's Python, so that its packages and the project's never mix. */
function managerStep({ manager, managerVersion }: InstalledProject, inContainer: boolean): Step {
  const getPipx = inContainer ? "command -v pipx >/dev/null || python -m pip install pipx\n" : "";
  const names: Record<string, string> = { poetry: "Poetry", pdm: "PDM", pipenv: "Pipenv" };
  if (managerVersion === undefined)
    return run(`Install ${names[manager]}`, `${getPipx}pipx install --python python ${manager}`);
  const requirement = /^\d/.test(managerVersion)
    ? `${manager}==${managerVersion}`
    : `${manager}${managerVersion}`;
  return {
    ...run(`Install ${names[manager]}`, `${getPipx}pipx install --python python "$REQUIREMENT"`),
    env: [named("REQUIREMENT", requirement)],
  };
}

export function run(name: string, script: string, workingDirectory = ""): Step {
  return { name, workingDirectory, kind: { case: "run", value: { script } } };
}
