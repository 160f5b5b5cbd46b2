import { providerOf } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { available, type Context, type Subject } from "../context.ts";

/** Warns of tables for a provider that no output is for and no plugin renders: most of them are misspelt. */
export function reportForeignHatches(context: Context): void {
  const { outputs, provider, jobs, runners } = context.schema;
  const known = new Set([
    ...available(context, "provider"),
    ...(outputs ?? [{ provider: "github", path: "" }]).map((output) => providerOf(output).name),
  ]);
  const check = (hatch: object | undefined, subject: Subject) => {
    for (const name of Object.keys(hatch ?? {}))
      if (!known.has(name)) context.report(foreign(name, [...known].sort(), [...subject, name]));
  };
  check(provider, ["provider"]);
  const ofMembers = context.config.members.map(({ file, own }) => ({ path: [file], runners: own.runners }));
  for (const { path, runners: own } of [{ path: [], runners }, ...ofMembers])
    for (const [id, runner] of Object.entries(own ?? {})) {
      const { os, arch, cache, uses, with: given, launcher, ...tables } = runner;
      check(tables, [...path, "runners", id]);
    }
  for (const [id, job] of Object.entries(jobs ?? {})) {
    check(job.provider, ["jobs", id, "provider"]);
    for (const [index, step] of (job.steps ?? []).entries())
      for (const key of ["provider", "native"] as const)
        check(step[key], ["jobs", id, "steps", String(index), key]);
  }
}

function foreign(name: string, known: readonly string[], subject: Subject) {
  const near = nearest(name, known);
  return diagnose("CIG414", `This is for the provider "${name}", and nothing renders files for it.`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `There ${known.length === 1 ? "is" : "are"} ${known.join(", ")}. Remove it, or add an output of that provider.`,
    subject,
  });
}
