import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import type { Path } from "../compare-workflow.ts";
import { isTable } from "./alike.ts";
import { valueAt } from "./table-changes.ts";

/** A step as cig.toml says it, and where. */
export interface OwnStep {
  readonly path: Path;
  readonly step: TomlTable;
}

/** The steps of a job in the order in which they run: its own or a template's, those of commands where they are called. */
export function ownSteps(config: TomlTable, job: string): OwnStep[] {
  return stepsAt(config, stepsPath(config, job), new Set());
}

/** The list in which the steps of a job stand. */
export function stepsPath(config: TomlTable, job: string): Path {
  const own: Path = ["jobs", job, "steps"];
  if (Array.isArray(valueAt(config, own))) return own;
  const templates = valueAt(config, ["jobs", job, "extends"]);
  const names = Array.isArray(templates) ? templates : [templates];
  const paths = names.map((name): Path => ["templates", String(name), "steps"]);
  return paths.findLast((path) => Array.isArray(valueAt(config, path))) ?? own;
}

function stepsAt(config: TomlTable, path: Path, open: ReadonlySet<string>): OwnStep[] {
  const steps = valueAt(config, path);
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: TomlValue, index): OwnStep[] => {
    if (!isTable(step)) return [];
    const { command } = step;
    if (typeof command !== "string" || open.has(command)) return [{ path: [...path, index], step }];
    return stepsAt(config, ["commands", command, "steps"], new Set([...open, command]));
  });
}
