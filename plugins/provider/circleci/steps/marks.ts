import { type Job, table, type Yaml } from "cig/sdk";
import { copiesOf, copyFolder } from "../job/copies.ts";
import type { Scope } from "../scope.ts";
import { fileName, folderOf } from "../value/folders.ts";
import { command } from "../value/shell.ts";

/**
 * Steps at the end of a job that another one names in `needs_any`: they run when all before them went well, and leave
 * a file that says so. CircleCI has no word for "one of these".
 */
export function leaveMark(job: Job, { output }: Scope): Yaml[] {
  if (!output.jobs.some(({ needsAny }) => needsAny.includes(job.id))) return [];
  const root = folderOf(job, "kept");
  const folder = `done/${fileName(job.id)}`;
  const file = copyFolder(job) || "done";
  return [
    table([
      "run",
      table(
        ["name", "Note that the job went well"],
        ["command", command(`mkdir -p ${root.shell}/${folder}`, `: > ${root.shell}/${folder}/${file}`)],
      ),
    ]),
    table(["persist_to_workspace", table(["root", root.agent], ["paths", [folder]])]),
  ];
}

/** A step at the start of a job that needs any of some: it fails unless one of them went well, with all its machines. */
export function checkMarks(job: Job, { output }: Scope): Yaml[] {
  const others = job.needsAny.flatMap((id) => output.jobs.find((other) => other.id === id) ?? []);
  // A job that may fail has ended well however it ended.
  if (others.length === 0 || others.some(({ continueOnError }) => continueOnError)) return [];
  const folder = `${folderOf(job, "attached").shell}/done`;
  const tests = others.map(
    (other) =>
      `[ "$(find ${folder}/${fileName(other.id)} -type f 2> /dev/null | wc -l)" -ge ${copiesOf(other)} ]`,
  );
  const names = others.map(({ id }) => fileName(id)).join(", ");
  return [
    table([
      "run",
      table(
        ["name", "Check that one of the needed jobs went well"],
        [
          "command",
          command(
            `if ! { ${tests.join(" || ")}; }; then`,
            `  echo 'None of these jobs went well: ${names}.' >&2`,
            "  exit 1",
            "fi",
          ),
        ],
      ),
    ]),
  ];
}
