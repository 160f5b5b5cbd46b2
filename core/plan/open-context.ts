import { basename } from "node:path";
import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { Config } from "../config/config.ts";
import type { CigToml } from "../config/schema.ts";
import type { Variable } from "../config/variables.ts";
import type { Member } from "../config/workspace/member.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Host } from "../host/host.ts";
import type { Repo } from "../repo/repo.ts";
import { Calls } from "./command/calls.ts";
import type { Context, Subject } from "./context.ts";
import { literalOf } from "./resolver.ts";

/** Gathers what the parts of the plan work with. A remark that was made already is not made again. */
export function openContext(
  host: Pick<Host, "plugins" | "call">,
  config: Config,
  repo: Pick<Repo, "root" | "paths">,
  facts: readonly Fact[],
): { context: Context; diagnostics: readonly Diagnostic[] } {
  const { schema } = config;
  const diagnostics: Diagnostic[] = [];
  const said = new Set<string>();
  const tell: Context["tell"] = (...remarks) => {
    for (const remark of remarks) {
      const key = JSON.stringify([
        remark.code,
        remark.message,
        remark.subject,
        remark.at?.line,
        remark.at?.column,
      ]);
      if (said.has(key)) continue;
      said.add(key);
      diagnostics.push(remark);
    }
  };
  const base = {
    config,
    schema,
    host,
    paths: repo.paths,
    scope: {
      variables: new Map(config.variables.map((variable) => [variable.name, variable])),
      projectName: schema.project?.name ?? basename(repo.root),
      facts: withStatedVersions(bestFacts(facts), config.variables),
    },
    calls: new Calls(),
    on: ["on"],
    tell,
    place: config.at,
  };
  const context = speaking(
    base,
    (subject) => subject,
    (id) => {
      const command = own(schema.commands, id);
      return command && { id, command, subject: ["commands", id] };
    },
  );
  return { context, diagnostics };
}

/** The context of a member's jobs: what it defines for itself comes before what the root defines. */
export function memberContext(context: Context, member: Member): Context {
  const { own: defined } = member;
  const { schema, scope } = context;
  const joined: CigToml = { ...schema };
  for (const key of ["services", "caches", "runners", "commands", "project"] as const)
    if (defined[key]) Object.assign(joined, { [key]: { ...schema[key], ...defined[key] } });
  const isOwn = ([section = "", name = ""]: Subject) => {
    const table = (defined as Readonly<Record<string, object | undefined>>)[section];
    return table !== undefined && Object.hasOwn(table, name);
  };
  const taken = new Set(Object.keys(schema.commands ?? {}));
  const local = {
    ...context,
    schema: joined,
    member,
    scope: {
      ...scope,
      projectName: defined.project?.name ?? scope.projectName,
      ...(member.variables && {
        variables: new Map(member.variables.map((variable) => [variable.name, variable])),
        facts: withStatedVersions(new Map(scope.facts), member.variables),
      }),
    },
  };
  return speaking(
    local,
    (subject) => (isOwn(subject) ? [member.file, ...subject] : subject),
    (id) => {
      const command = own(defined.commands, id);
      if (!command) return context.command(id);
      let name = `${member.prefix}-${id}`;
      for (let count = 2; taken.has(name); count++) name = `${member.prefix}-${id}-${count}`;
      return { id: name, command, subject: [member.file, "commands", id] };
    },
  );
}

type Silent = Omit<Context, "report" | "written" | "command">;

/** Adds what leads key paths of the plan to the files. */
function speaking(
  context: Silent,
  toFile: (subject: Subject) => Subject,
  command: Context["command"],
): Context {
  const written = (subject: Subject) => toFile(context.calls.find(subject).subject);
  const at: Config["at"] = (path, offset, end) => context.place(written(path.map(String)), offset, end);
  return {
    ...context,
    config: { ...context.config, at },
    command,
    written,
    report: (...remarks) =>
      context.tell(
        ...remarks.map((remark) =>
          remark.subject?.length ? { ...remark, subject: written(remark.subject) } : remark,
        ),
      ),
  };
}

function own<Value>(table: Readonly<Record<string, Value>> | undefined, id: string): Value | undefined {
  return table && Object.hasOwn(table, id) ? table[id] : undefined;
}

/** The value of each key; of several plugins' the surest, then the first by name. */
function bestFacts(facts: readonly Fact[]): Map<string, string> {
  const best = new Map<string, Fact>();
  for (const fact of facts) {
    const other = best.get(fact.key);
    if (!other || fact.confidence > other.confidence) best.set(fact.key, fact);
  }
  return new Map([...best].map(([key, { value }]) => [key, value]));
}

/** A variable such as NODE_VERSION decides which version is used, and so what `{{ node_version }}` means. */
function withStatedVersions(
  facts: Map<string, string>,
  variables: readonly Variable[],
): ReadonlyMap<string, string> {
  for (const { name, text } of variables) {
    const tool = /^([A-Z][A-Z0-9]*)_VERSION$/.exec(name)?.[1];
    const version = literalOf(text);
    if (tool !== undefined && version !== undefined) facts.set(`${tool.toLowerCase()}.version`, version);
  }
  return facts;
}
