import type {
  NamedString,
  Extras as WireExtras,
  JobRow as WireJob,
  ServiceRow as WireService,
  StepRow as WireStep,
  JobTable as WireTable,
  WorkflowRow as WireWorkflow,
} from "../../../proto/gen/cig/plugin/v1/table_pb.ts";
import type {
  Extras,
  JobRow,
  JobTable,
  OtherRow,
  ScriptRow,
  ServiceRow,
  StepRow,
  WorkflowRow,
} from "../table.ts";
import { endingNumbers, modeNumbers, occasionsOf, wordOf } from "./words.ts";

/** What travelled, as a table again. Steps of a kind that this cig does not know are native ones without a name. */
export function tableFromMessage({ workflows }: WireTable): JobTable {
  return { workflows: workflows.map(workflowRow) };
}

function workflowRow(message: WireWorkflow): WorkflowRow {
  const { name, startsOn, schedules, inputs, paths, concurrency, cancels, gate, jobs, extras } = message;
  return {
    name,
    startsOn: occasionsOf(startsOn),
    schedules,
    inputs,
    ...(paths && { paths: paths.items }),
    ...(concurrency !== undefined && { concurrency }),
    ...(cancels && { cancels: occasionsOf(cancels.items) }),
    ...(gate !== undefined && { gate }),
    jobs: jobs.map(jobRow),
    ...(extras && { extras: extrasOf(extras) }),
  };
}

function jobRow(message: WireJob): JobRow {
  const { machine, image, concurrency, cancels, environment, environmentUrl, isSkippable, extras } = message;
  return {
    id: message.id,
    needs: message.needs,
    needsAny: message.needsAny,
    runsOn: occasionsOf(message.runsOn),
    runsAfter: wordOf(endingNumbers, message.runsAfter),
    os: message.os,
    arch: message.arch,
    ...(machine !== undefined && { machine }),
    ...(image !== undefined && { image }),
    services: message.services.map(serviceRow),
    secrets: message.secrets,
    timeoutMinutes: message.timeoutMinutes,
    continueOnError: message.continueOnError,
    permissions: message.permissions,
    ...(concurrency !== undefined && { concurrency }),
    ...(cancels && { cancels: occasionsOf(cancels.items) }),
    ...(environment !== undefined && { environment }),
    ...(environmentUrl !== undefined && { environmentUrl }),
    approval: message.approval,
    retries: message.retries,
    parallelism: message.parallelism,
    maxParallel: message.maxParallel,
    failFast: message.failFast,
    oidc: message.oidc,
    ...(isSkippable !== undefined && { isSkippable }),
    steps: message.steps.map(stepRow),
    outputs: valuesOf(message.outputs),
    ...(extras && { extras: extrasOf(extras) }),
  };
}

function serviceRow({ name, image, ports, env, waitsUntilReady, ready }: WireService): ServiceRow {
  return { name, image, ports, env: valuesOf(env), waitsUntilReady, ...(ready !== undefined && { ready }) };
}

function stepRow(message: WireStep): StepRow {
  const { runsOn, runsAfter, extras, kind } = message;
  const own = extras && { extras: extrasOf(extras) };
  if (kind.case === "run") {
    const { script, workingDirectory, shell, isGuarded, timeoutMinutes, continueOnError } = kind.value;
    const run: ScriptRow = {
      kind: "run",
      script,
      env: valuesOf(kind.value.env),
      workingDirectory,
      shell,
      runsOn: occasionsOf(runsOn?.items ?? []),
      runsAfter: wordOf(endingNumbers, runsAfter),
      isGuarded,
      timeoutMinutes,
      continueOnError,
      background: kind.value.background,
      retries: kind.value.retries,
    };
    return { ...run, ...own };
  }
  return {
    ...otherRow(kind),
    ...(runsOn && { runsOn: occasionsOf(runsOn.items) }),
    ...(runsAfter !== 0 && { runsAfter: wordOf(endingNumbers, runsAfter) }),
    ...own,
  };
}

function otherRow(kind: Exclude<WireStep["kind"], { case: "run" }>): OtherRow {
  switch (kind.case) {
    case "checkout": {
      const { ref, depth, submodules, lfs } = kind.value;
      return { kind: "checkout", ref, depth, submodules, lfs };
    }
    case "toolchain":
      return { kind: "toolchain", tool: kind.value.tool, version: kind.value.version };
    case "cache": {
      const { paths, mode, key, restoreKeys } = kind.value;
      return {
        kind: "cache",
        paths,
        mode: wordOf(modeNumbers, mode),
        ...(key && { key: key.items }),
        ...(restoreKeys && { restoreKeys: restoreKeys.items }),
      };
    }
    case "upload": {
      const { name, paths, retentionDays, ifMissing } = kind.value;
      return {
        kind: "upload",
        name,
        paths,
        ...(retentionDays !== undefined && { retentionDays }),
        ...(isMissingWord(ifMissing) && { ifMissing }),
      };
    }
    case "download":
      return { kind: "download", name: kind.value.name, path: kind.value.path };
    case "report":
      return { kind: "report", report: kind.value.report, paths: kind.value.paths };
    case "approve":
      return { kind: "approve" };
    default:
      return { kind: "native", uses: kind.value?.uses ?? "" };
  }
}

function isMissingWord(word: string): word is "warn" | "error" | "ignore" {
  return word === "warn" || word === "error" || word === "ignore";
}

function valuesOf(list: readonly NamedString[]): Record<string, string> {
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

function extrasOf({ system, entries }: WireExtras): Extras {
  return { system, entries: valuesOf(entries) };
}
