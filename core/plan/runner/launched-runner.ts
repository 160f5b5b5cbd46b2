import { create } from "@bufbuild/protobuf";
import {
  type ResolvedVersion,
  type Runner,
  RunnerSchema,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context, Subject } from "../context.ts";
import { isKnownRunner, runnerNamed } from "../job/runner-named.ts";
import type { PlannedUse } from "../module/uses.ts";

/** A runner of [runners] whose machines are started one by one, each for a job, by a job before that. */
export interface LaunchedRunner {
  /** What its plugin was asked when it was described. */
  readonly planned: PlannedUse;
  /** Where they are started; with other providers it is a runner like any other. */
  readonly providers: readonly string[];
  /** What the machines are, as far as it may change what jobs do. */
  readonly versions: readonly ResolvedVersion[];
  /** `launcher`: the runner of the jobs that start them. Absent: the provider's own. */
  readonly launcher?: string;
}

/** By `runnerKey`. */
export type LaunchedRunners = ReadonlyMap<string, LaunchedRunner>;

/** The key path of a runner in one text; `path` leads to the member's file. */
export function runnerKey(path: Subject, id: string): string {
  return [...path, "runners", id].join("/");
}

/** The launched runner with this id, as the jobs of a context know it. */
export function launchedRunner(
  { launched, member }: Pick<Context, "launched" | "member">,
  id: string,
): LaunchedRunner | undefined {
  const isOwn = member?.own.runners && Object.hasOwn(member.own.runners, id);
  return launched?.get(runnerKey(isOwn ? [member.file] : [], id));
}

/** Where the jobs run that start its machines. Reports a launcher that there is not, or that would have to be started, too. */
export function launcherOf(context: Context, { launcher, planned }: LaunchedRunner): Runner {
  const usual = create(RunnerSchema, { os: "linux", arch: "amd64" });
  if (launcher === undefined) return usual;
  const runner = runnerNamed(context, launcher);
  const subject = [...planned.subject, "launcher"];
  if (!isKnownRunner(context, runner)) context.tell(unknown(context, launcher, subject));
  else if (launchedRunner(context, launcher)) context.tell(launchedItself(launcher, subject));
  else return runner;
  return usual;
}

/** What the machines of a job's runners are, where they are launched; it counts in the job's signature. */
export function machineVersions(context: Context, runners: readonly Runner[]): ResolvedVersion[] {
  const ids = new Set(runners.map(({ id }) => id));
  return [...ids].flatMap((id) => launchedRunner(context, id)?.versions ?? []);
}

function unknown({ schema }: Context, id: string, subject: Subject) {
  const near = nearest(id, Object.keys(schema.runners ?? {}));
  return diagnose("CIG412", `There is no runner "${id}" to launch machines from.`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `Define it, or leave out launcher: the provider's Linux machine then does it.`,
    subject,
  });
}

function launchedItself(id: string, subject: Subject) {
  return diagnose(
    "CIG429",
    `Machines of "${id}" have to be launched themselves, so that none can launch others.`,
    {
      hint: "Name a runner that is always there, or leave out launcher: the provider's Linux machine then does it.",
      subject,
    },
  );
}
