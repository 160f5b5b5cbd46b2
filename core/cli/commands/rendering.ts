import type { CommandSpec } from "../command-spec.ts";
import { json, pipeline } from "../options.ts";

/** The commands that turn cig.toml into files, and edits of files back. */
export const rendering: readonly CommandSpec[] = [
  {
    name: "plan",
    summary: "show what would be written, and what it changes",
    details:
      "Writes nothing. With --quiet only errors are shown, so that a script learns from the exit code what it needs.",
    operands: [],
    options: [
      json,
      { name: "diff", help: "also show the difference line by line" },
      { name: "full", help: "show what stays the same, too" },
      { name: "summary", help: "show only the numbers" },
      { name: "exit-code", help: "exit 2 when there are changes" },
      { name: "out", value: "FILE", help: "save the plan for `cig render FILE`" },
      ...pipeline,
    ],
    examples: [
      ["cig plan --diff", "the changes in meaning, then line by line"],
      ["cig plan --exit-code --quiet", "in a script: 0 no changes, 2 changes"],
    ],
    load: () => import("../plan/plan.ts"),
  },
  {
    name: "render",
    summary: "write the files, all of them or none",
    details:
      "A file that was edited by hand since cig wrote it, or that cig did not write, is kept and named; nothing is " +
      "written then. With FILE, a plan saved by `cig plan --out FILE` is rendered exactly, or refused.",
    operands: [{ name: "FILE", optional: true, help: "a plan saved by `cig plan --out FILE`" }],
    options: [
      json,
      { name: "check", help: "write nothing; exit 2 and show the difference when files are out of date" },
      { name: "force", help: "overwrite files that were edited by hand, or not written by cig" },
      { name: "diff", help: "show the difference line by line" },
      {
        name: "eject",
        help: "write plain files without cig's header, remove cig.lock, and go on without cig",
      },
      ...pipeline,
    ],
    examples: [
      ["cig render", "write the files of cig.toml"],
      ["cig render --check", "in CI: fail when somebody forgot to render"],
      ["cig render --eject", "leave cig: keep the files, without header"],
    ],
    load: () => import("../render.ts"),
  },
  {
    name: "adopt",
    summary: "bring an edit of a rendered file back into cig.toml and cig.lock",
    details:
      "For files that a person, or a bot that bumps versions, edited. Another commit of an action or digest of an image goes " +
      "into [pins] of cig.lock, or where cig.toml names it. Versions of orbs and plugins, scripts, steps, jobs, their keys and " +
      "triggers are changed where cig.toml has them, and the rest of its text stays; what it has no word for goes into the escape " +
      "hatch. It is rendered in memory first: unless that means exactly what the edited file means, nothing is written, and what " +
      "is in the way is told.",
    operands: [{ name: "FILE", optional: true, help: "only this file; default: every one that was edited" }],
    options: [json, { name: "dry-run", help: "only show what would be adopted" }, ...pipeline],
    examples: [
      ["cig adopt", "take over what was edited, and render"],
      ["cig adopt .github/workflows/ci.yml --dry-run", "show what would go where"],
    ],
    load: () => import("../adopt/adopt.ts"),
  },
  {
    name: "validate",
    summary: "do all but write: check cig.toml, the plan and the policies",
    operands: [],
    options: [json, ...pipeline],
    examples: [
      ["cig validate", "list every error and warning"],
      ["cig validate --json | jq '.diagnostics[].code'", "the codes, for a program"],
    ],
    load: () => import("../validate.ts"),
  },
];
