import type { JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import type { Draft } from "../job/draft.ts";
import { jobTables } from "./walk.ts";

/**
 * Warns of services, templates, runners and commands that no job uses, in this profile or in another. A member is asked
 * for what it defines for itself, the root for what is its own, which members may use.
 */
export function reportUnusedDefinitions(context: Context, drafts: readonly Draft[]): void {
  const { member, config } = context;
  const { services, templates, runners, commands } = member ? member.own : config.schema;
  if (!services && !templates && !runners && !commands) return;
  const tables = tablesOf(context);
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
  if (runners) report("runner", runners, usedRunners(context, drafts, tables), (id) => `runner = "${id}"`);
  report("command", commands, calledIn(context, tables), (id) => `{ command = "${id}" }`);
}

type Tables = readonly Partial<JobToml>[];

/** Jobs and parts of jobs, as they are written, that can use what the context defines. */
function tablesOf({ member, config }: Context): Tables {
  if (!member)
    return [
      ...jobTables(config.schema),
      ...config.members.flatMap(({ own }) => Object.values(own.templates ?? {})),
    ];
  const ids = new Set(member.jobs.values());
  const jobs = Object.entries(config.schema.jobs ?? {}).flatMap(([id, job]) => (ids.has(id) ? job : []));
  return [...jobs, ...Object.values(member.own.templates ?? {})];
}

/** Names of commands in steps of jobs and of other commands. */
function calledIn({ member, config }: Context, tables: Tables): ReadonlySet<string> {
  const profiles = Object.values(config.schema.profiles ?? {});
  const commands = [
    ...(member ? [] : [config.schema.commands, ...profiles.map((profile) => profile.commands)]),
    ...(member ? [member] : config.members).map(({ own }) => own.commands),
  ].flatMap((table) => Object.values(table ?? {}));
  return new Set(
    [...tables, ...commands].flatMap(({ steps }) => (steps ?? []).flatMap(({ command }) => command ?? [])),
  );
}

type UseOf = (id: string) => string;

/** A runner may be named by a variable, which another profile or `--var` sets. */
function usedRunners(
  { schema, config }: Context,
  drafts: readonly Draft[],
  tables: Tables,
): ReadonlySet<string> {
  const profiles = Object.values(schema.profiles ?? {});
  return new Set(
    [
      ...drafts.flatMap(({ placement }) => [
        placement.runner.id,
        ...[...placement.ofVariant.values()].map(({ id }) => id),
      ]),
      ...tables.map(({ runner }) => runner),
      ...Object.values(schema.runners ?? {}).map(({ launcher }) => launcher),
      ...[schema, ...profiles, ...config.members.map(({ own }) => own)].map(
        ({ project }) => project?.default_runner,
      ),
      ...[schema, ...profiles].flatMap(({ variables }) => Object.values(variables ?? {})),
      ...config.variables.map(({ value }) => value),
    ].map(String),
  );
}
