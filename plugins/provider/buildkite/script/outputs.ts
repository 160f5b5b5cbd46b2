import { type Job, quotedWord } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { outputKey } from "../value/meta-data.ts";
import { wordOf } from "../value/text.ts";

/** Lines that leave the job's outputs as meta-data of the build, which holds no empty values. */
export function outputLines(job: Job, top: Scope): string[] {
  const scope = below(top, "outputs");
  if (job.outputs.length === 0) return [];
  const lines = job.outputs.flatMap(({ name, value }) => {
    checkOutput(name, scope);
    return [
      `value=${wordOf(value, below(scope, name))}`,
      `[ -z "\${value//[[:space:]]/}" ] || buildkite-agent meta-data set ${quotedWord(outputKey(job.id, name))} "$value"`,
    ];
  });
  return ['echo "--- Keep the outputs"', ...lines];
}

/** Ids of the job's steps whose outputs are read by it. */
export function readSteps(job: Job): ReadonlySet<string> {
  return new Set(referencesIn(job).flatMap((path) => (path[0] === "steps" ? (path[1] ?? []) : [])));
}

/** The paths of all run-time names in a message. */
export function referencesIn(message: object): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const open: unknown[] = [message];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    const { $typeName, path } = value as { $typeName?: string; path?: string[] };
    if ($typeName === "cig.plugin.v1.Reference" && path) found.push(path);
    else for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
  }
  return found;
}

function checkOutput(name: string, scope: Scope): void {
  if (/^[A-Za-z_][\w-]*$/.test(name)) return;
  scope.report.add(
    "BK001",
    scope.subject,
    `"${name}" is no name for an output on Buildkite.`,
    'Use letters, digits, "_" and "-", and start with no digit.',
  );
}
