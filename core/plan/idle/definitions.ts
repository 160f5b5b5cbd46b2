import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import type { Draft } from "../job/draft.ts";
import { jobTables } from "./walk.ts";

/** Warns of [services.ID], [templates.ID] and [runners.ID] that no job uses, in this profile or in another. */
export function reportUnusedDefinitions(context: Context, drafts: readonly Draft[]): void {
  const { services, templates, runners } = context.schema;
  const tables = jobTables(context.schema);
  const report = (kind: string, names: object | undefined, used: ReadonlySet<string>, use: UseOf) => {
    for (const id of Object.keys(names ?? {}))
      if (!used.has(id))
        context.report(
          diagnose("CIG414", `No job uses the ${kind} "${id}".`, {
            hint: `Use it, ${use(id)}, or remove [${kind}s.${id}].`,
            subject: [`${kind}s`, id],
          }),
        );
  };
  report(
    "service",
    services,
    new Set(
      tables.flatMap((job) => (Array.isArray(job.services) ? job.services : Object.keys(job.services ?? {}))),
    ),
    (id) => `services = ["${id}"]`,
  );
  report(
    "template",
    templates,
    new Set(tables.flatMap((job) => job.extends ?? [])),
    (id) => `extends = ["${id}"]`,
  );
  report("runner", runners, usedRunners(context, drafts), (id) => `runner = "${id}"`);
}

type UseOf = (id: string) => string;

/** A runner may be named by a variable, which another profile or `--var` sets. */
function usedRunners({ schema, config }: Context, drafts: readonly Draft[]): ReadonlySet<string> {
  const profiles = Object.values(schema.profiles ?? {});
  return new Set(
    [
      ...drafts.flatMap(({ placement }) => [
        placement.runner.id,
        ...[...placement.ofVariant.values()].map(({ id }) => id),
      ]),
      ...jobTables(schema).map(({ runner }) => runner),
      ...[schema, ...profiles].map(({ project }) => project?.default_runner),
      ...[schema, ...profiles].flatMap(({ variables }) => Object.values(variables ?? {})),
      ...config.variables.map(({ value }) => value),
    ].map(String),
  );
}
