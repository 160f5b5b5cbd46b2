import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ExtrasSchema,
  JobRowSchema,
  JobTableSchema,
  NamedStringSchema,
  OccasionsSchema,
  ServiceRowSchema,
  StepRowSchema,
  TextsSchema,
  WorkflowRowSchema,
} from "../../../proto/gen/cig/plugin/v1/table_pb.ts";
import type { Extras, JobRow, JobTable, Occasion, ServiceRow, StepRow, WorkflowRow } from "../table.ts";
import { endingNumbers, modeNumbers, occasionNumbers } from "./words.ts";

/** A table as it travels. */
export function tableToMessage({ workflows }: JobTable): MessageInitShape<typeof JobTableSchema> {
  return { workflows: workflows.map(workflowMessage) };
}

function workflowMessage(row: WorkflowRow): MessageInitShape<typeof WorkflowRowSchema> {
  const { startsOn, paths, concurrency, cancels, gate, jobs, extras } = row;
  return {
    name: row.name,
    startsOn: numbersOf(startsOn),
    schedules: [...row.schedules],
    inputs: [...row.inputs],
    ...(paths && { paths: texts(paths) }),
    ...(concurrency !== undefined && { concurrency }),
    ...(cancels && { cancels: occasionsMessage(cancels) }),
    ...(gate !== undefined && { gate }),
    jobs: jobs.map(jobMessage),
    ...(extras && { extras: extrasMessage(extras) }),
  };
}

function jobMessage(row: JobRow): MessageInitShape<typeof JobRowSchema> {
  const {
    needs,
    needsAny,
    runsOn,
    runsAfter,
    services,
    secrets,
    permissions,
    cancels,
    steps,
    outputs,
    extras,
  } = row;
  return {
    ...row,
    timeoutMinutes: wholeNumber(row.timeoutMinutes),
    maxParallel: wholeNumber(row.maxParallel),
    parallelism: wholeNumber(row.parallelism),
    retries: wholeNumber(row.retries),
    needs: [...needs],
    needsAny: [...needsAny],
    runsOn: numbersOf(runsOn),
    runsAfter: endingNumbers[runsAfter],
    services: services.map(serviceMessage),
    secrets: [...secrets],
    permissions: [...permissions],
    cancels: cancels && occasionsMessage(cancels),
    steps: steps.map(stepMessage),
    outputs: named(outputs),
    extras: extras && extrasMessage(extras),
  };
}

function serviceMessage(row: ServiceRow): MessageInitShape<typeof ServiceRowSchema> {
  return { ...row, ports: [...row.ports], env: named(row.env) };
}

function stepMessage(row: StepRow): MessageInitShape<typeof StepRowSchema> {
  const { runsOn, runsAfter, extras } = row;
  return {
    ...(runsOn && { runsOn: occasionsMessage(runsOn) }),
    ...(runsAfter && { runsAfter: endingNumbers[runsAfter] }),
    ...(extras && { extras: extrasMessage(extras) }),
    kind: kindMessage(row),
  };
}

function kindMessage(row: StepRow): NonNullable<MessageInitShape<typeof StepRowSchema>["kind"]> {
  switch (row.kind) {
    case "run":
      return {
        case: "run",
        value: {
          script: row.script,
          env: named(row.env),
          workingDirectory: row.workingDirectory,
          shell: row.shell,
          isGuarded: row.isGuarded,
          timeoutMinutes: wholeNumber(row.timeoutMinutes),
          continueOnError: row.continueOnError,
          background: row.background,
          retries: wholeNumber(row.retries),
        },
      };
    case "checkout": {
      const { ref, depth, submodules, lfs } = row;
      return { case: "checkout", value: { ref, depth: wholeNumber(depth), submodules, lfs } };
    }
    case "toolchain":
      return { case: "toolchain", value: { tool: row.tool, version: row.version } };
    case "cache":
      return {
        case: "cache",
        value: {
          paths: [...row.paths],
          mode: modeNumbers[row.mode],
          ...(row.key && { key: texts(row.key) }),
          ...(row.restoreKeys && { restoreKeys: texts(row.restoreKeys) }),
        },
      };
    case "upload":
      return {
        case: "upload",
        value: {
          name: row.name,
          paths: [...row.paths],
          ...(row.retentionDays !== undefined && { retentionDays: wholeNumber(row.retentionDays) }),
          ifMissing: row.ifMissing ?? "",
        },
      };
    case "download":
      return { case: "download", value: { name: row.name, path: row.path } };
    case "native":
      return { case: "native", value: { uses: row.uses } };
    case "report":
      return { case: "report", value: { report: row.report, paths: [...row.paths] } };
    case "approve":
      return { case: "approve", value: {} };
  }
}

/** What real files say instead of a number is none. */
function wholeNumber(value: number): number {
  return Number.isFinite(value) && value > 0 ? Math.min(Math.ceil(value), 0xffff_ffff) : 0;
}

function numbersOf(list: readonly Occasion[]) {
  return list.map((each) => occasionNumbers[each]);
}

function occasionsMessage(list: readonly Occasion[]): MessageInitShape<typeof OccasionsSchema> {
  return { items: numbersOf(list) };
}

function texts(items: readonly string[]): MessageInitShape<typeof TextsSchema> {
  return { items: [...items] };
}

function named(values: Readonly<Record<string, string>>): MessageInitShape<typeof NamedStringSchema>[] {
  return Object.entries(values)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function extrasMessage({ system, entries }: Extras): MessageInitShape<typeof ExtrasSchema> {
  return { system, entries: named(entries) };
}
