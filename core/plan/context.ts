import type { Config } from "../config/config.ts";
import type { StaticScope } from "../config/expressions.ts";
import type { CigToml } from "../config/schema.ts";
import type { Member } from "../config/workspace/member.ts";
import type { Diagnostic, Place } from "../diagnostic/diagnostic.ts";
import type { Host, InstalledPlugin } from "../host/host.ts";
import type { Calls } from "./command/calls.ts";
import type { Named } from "./command/expand.ts";
import type { LaunchedRunners } from "./runner/launched-runner.ts";

/** A key path in cig.toml. */
export type Subject = readonly string[];

/** What every part of the plan works with. */
export interface Context {
  /** Its `at` takes key paths of the plan. */
  readonly config: Config;
  /** As it holds for the jobs at hand: in a workflow of its own with that one's `on`, in a member with what it defines. */
  readonly schema: CigToml;
  readonly host: Pick<Host, "plugins" | "call">;
  /** Sorted by code unit. */
  readonly paths: readonly string[];
  /** Variables, facts and the project's name; the names of the run are added for each job. */
  readonly scope: StaticScope;
  /** The member of the workspace whose jobs are at hand. Absent: those of the root. */
  readonly member?: Member;
  /** Runners whose machines are started for each job. Absent: there are none. */
  readonly launched?: LaunchedRunners;
  /** The steps of commands, which stand in the jobs of `schema` already. */
  readonly calls: Calls;
  /** Where `on` of `schema` is written. */
  readonly on: Subject;
  /** The command that is called so here. */
  command(id: string): Named | undefined;
  /** Gathers what is to be said. Subjects are key paths of the plan, in which commands are expanded. */
  report(...diagnostics: readonly Diagnostic[]): void;
  /** A key path of the plan as the files have it. */
  written(subject: Subject): Subject;
  /** As `report`, of key paths as the files have them. */
  tell(...diagnostics: readonly Diagnostic[]): void;
  /** Where a value stands, by its key path in the files. */
  place(subject: Subject, offset?: number, end?: number): Place | undefined;
}

/** The plugins with a capability, by name; the one that is called like the thing itself comes first. */
export function pluginsWith(context: Pick<Context, "host">, capability: string): readonly InstalledPlugin[] {
  const name = capability.slice(capability.indexOf(":") + 1);
  const found = context.host.plugins.filter((plugin) => plugin.manifest.capabilities.includes(capability));
  return [...found].sort((a, b) => Number(b.name.endsWith(`/${name}`)) - Number(a.name.endsWith(`/${name}`)));
}

/** What stands behind the colon of all capabilities of a kind, sorted, each once: "package" → node, ruby. */
export function available(context: Pick<Context, "host">, kind: string): readonly string[] {
  const names = context.host.plugins
    .flatMap((plugin) => plugin.manifest.capabilities)
    .filter((capability) => capability.startsWith(`${kind}:`))
    .map((capability) => capability.slice(kind.length + 1));
  return [...new Set(names)].sort();
}
