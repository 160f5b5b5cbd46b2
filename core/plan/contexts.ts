import type { JobToml } from "../config/schema.ts";
import { checkCommands } from "./command/check-commands.ts";
import { expandJob, type Named } from "./command/expand.ts";
import type { Context } from "./context.ts";
import { memberContext } from "./open-context.ts";

/** The contexts of all jobs, with the commands that they call in the places of the calls. */
export interface Contexts {
  /** Of the root's jobs, and of what holds for all. */
  readonly context: Context;
  /** As in the context's schema. */
  readonly jobs: Readonly<Record<string, JobToml>>;
  /** Of the jobs of each member, by its folder. */
  readonly members: readonly Context[];
  /** Commands that jobs call, by id, sorted. */
  readonly called: ReadonlyMap<string, { readonly named: Named; readonly context: Context }>;
  /** The context of a job. */
  of(job: string): Context;
}

/** Expands the commands, and gives each member a context of its own. */
export function openContexts(written: Context): Contexts {
  const { config } = written;
  checkCommands(written, Object.keys(written.schema.commands ?? {}));
  const owners = new Map<string, Context>();
  const locals = config.members.map((member) => {
    const local = memberContext(written, member);
    checkCommands(local, Object.keys(member.own.commands ?? {}));
    for (const id of member.jobs.values()) owners.set(id, local);
    return local;
  });
  const called = new Map<string, { named: Named; context: Context }>();
  const jobs: Record<string, JobToml> = {};
  for (const [id, job] of Object.entries(written.schema.jobs ?? {})) {
    const local = owners.get(id) ?? written;
    const expanded = expandJob(local, id, job);
    jobs[id] = expanded?.job ?? job;
    if (!expanded) continue;
    local.calls.register(id, expanded.origins);
    for (const { command } of job.steps ?? []) {
      const named = command === undefined ? undefined : local.command(command);
      if (named && !called.has(named.id)) called.set(named.id, { named, context: local });
    }
  }
  const withJobs = (context: Context): Context => ({ ...context, schema: { ...context.schema, jobs } });
  const isPlain = called.size === 0;
  const context = isPlain ? written : withJobs(written);
  const members = isPlain ? locals : locals.map(withJobs);
  const byJob = new Map(
    config.members.flatMap(({ jobs: own }, index) =>
      [...own.values()].map((id) => [id, members[index]!] as const),
    ),
  );
  return {
    context,
    jobs: context.schema.jobs ?? {},
    members,
    called: new Map([...called].sort(([a], [b]) => (a < b ? -1 : 1))),
    of: (job) => byJob.get(job) ?? context,
  };
}
