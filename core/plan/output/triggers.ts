import { create } from "@bufbuild/protobuf";
import { type Triggers, TriggersSchema } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { TriggersToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import { toValue } from "../value.ts";

/** `on` of the workflow at hand, or its default: pushes to the default branch, pull requests and the merge queue. */
export function planTriggers(context: Context): Triggers {
  const on = context.schema.on;
  if (on === undefined)
    return create(TriggersSchema, {
      push: { branches: [defaultBranch(context)] },
      pullRequest: {},
      mergeQueue: true,
    });
  const table = Array.isArray(on) ? Object.fromEntries(on.map((name) => [name, true as const])) : on;
  const triggers = toTriggers(table);
  const { push, pullRequest, mergeQueue, schedule, manual, release } = triggers;
  if (!push && !pullRequest && !mergeQueue && !manual && !release && schedule.length === 0)
    context.report(
      diagnose("CIG104", "Nothing starts the workflow, so that it would never run.", {
        hint: `Remove ${context.on.length > 1 ? "on" : "[on]"} for the default, or add push, pull_request, schedule, manual or release.`,
        subject: context.on,
      }),
    );
  return triggers;
}

/** The branch that releases come from. */
export function defaultBranch({ schema }: Context): string {
  return schema.project?.default_branch ?? "main";
}

type Table = Exclude<TriggersToml, readonly unknown[]>;

function toTriggers(on: Table): Triggers {
  const push = toPush(on);
  const pullRequest = withSettings(on.pull_request, (branches) => ({ branches }));
  const release = withSettings(on.release, (types) => ({ types }));
  const manual = withSettings(on.manual, () => ({}));
  return create(TriggersSchema, {
    ...(push && { push }),
    ...(pullRequest && {
      pullRequest: {
        types: pullRequest.types ?? [],
        branches: pullRequest.branches ?? [],
        paths: pullRequest.paths ?? [],
        pathsIgnore: pullRequest.paths_ignore ?? [],
      },
    }),
    mergeQueue: on.merge_queue ?? false,
    schedule: on.schedule ?? [],
    ...(manual && { manual: { inputs: toInputs(manual.inputs ?? {}) } }),
    ...(release && { release: { types: release.types ?? ["published"] } }),
  });
}

/** `push` speaks of branches, `tag` of tags; without a word on either, every branch counts. */
function toPush(on: Table) {
  const push = withSettings(on.push, (branches) => ({ branches }));
  const tags = on.tag === true ? ["**"] : on.tag || [];
  if (!push && tags.length === 0) return undefined;
  const isAny = push && !push.branches && !push.branches_ignore && !push.tags;
  return {
    branches: isAny ? ["**"] : (push?.branches ?? []),
    branchesIgnore: push?.branches_ignore ?? [],
    tags: [...new Set([...(push?.tags ?? []), ...tags])],
    paths: push?.paths ?? [],
    pathsIgnore: push?.paths_ignore ?? [],
  };
}

/** `true` is a table without settings, a list the most usual setting, `false` nothing. */
function withSettings<Settings extends object>(
  value: boolean | string[] | Settings | undefined,
  ofList: (list: string[]) => Partial<Settings>,
): Partial<Settings> | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === true) return {};
  return Array.isArray(value) ? ofList(value) : value;
}

type Inputs = NonNullable<Extract<Table["manual"], object>["inputs"]>;

function toInputs(inputs: Inputs) {
  return Object.entries(inputs).map(([name, input]) => ({
    name,
    description: input.description ?? "",
    type: input.type ?? "",
    ...(input.default !== undefined && { default: toValue(input.default) }),
    required: input.required ?? false,
    options: input.options ?? [],
  }));
}
