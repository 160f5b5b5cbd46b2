import { create } from "@bufbuild/protobuf";
import {
  type Command,
  CommandSchema,
  type ManualInput,
  ManualInputSchema,
} from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Step } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { CommandToml, TomlValue } from "../../config/schema.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import type { Context } from "../context.ts";
import type { Completion } from "../job/completion.ts";
import { type Draft, draftJob } from "../job/draft.ts";
import { completeJob } from "../job/job.ts";
import { toValue } from "../value.ts";
import { expandDefinition, type Named } from "./expand.ts";
import { finishSteps } from "./finish.ts";

/** A command that some job calls, drafted as if it were a job of its own. */
export interface DraftedCommand {
  readonly named: Named;
  readonly context: Context;
  readonly draft: Draft;
  /** What went wrong: the calls have told it. */
  readonly remarks: readonly Diagnostic[];
}

/** Drafts a command. Its id is none that a job can have. */
export async function draftCommand(context: Context, named: Named): Promise<DraftedCommand> {
  const id = `command ${named.id}`;
  const remarks: Diagnostic[] = [];
  const silent = silenced(context, remarks);
  const { job, origins } = expandDefinition(silent, named);
  context.calls.register(id, origins);
  const draft = await draftJob(silent, id, job, new Set(), new Map());
  return { named, context: silent, draft, remarks };
}

/** The command as providers get it: its steps hold `inputs.NAME`. Undefined where it cannot be told without a job. */
export function completeCommand(
  completion: Completion,
  { named, context, draft, remarks }: DraftedCommand,
): Command | undefined {
  // What an earlier job leaves is known in jobs only.
  if (draft.job.steps?.some(({ download }) => download !== undefined)) return undefined;
  const alone: Completion = {
    ...completion,
    context,
    persisting: [],
    needs: new Map(),
    needsAny: new Map(),
    graph: { order: [], cycles: [], waitsFor: () => false },
  };
  const job = completeJob(alone, draft);
  if (hasErrors(remarks)) return undefined;
  const steps: Step[] = finishSteps(context, draft.resolver, job).map(({ step }) => step);
  const { command } = named;
  return create(CommandSchema, {
    id: named.id,
    description: command.description ?? "",
    inputs: Object.entries(command.inputs ?? {}).map(([name, input]) => toInput(name, input)),
    steps,
  });
}

function toInput(name: string, input: NonNullable<CommandToml["inputs"]>[string]): ManualInput {
  const { description = "", type = "string", options = [] } = input;
  const left = type === "boolean" ? false : "";
  const value = (input.default ?? (input.required === false ? left : undefined)) as TomlValue | undefined;
  return create(ManualInputSchema, {
    name,
    description,
    type,
    options,
    required: value === undefined,
    ...(value !== undefined && { default: toValue(value) }),
  });
}

function silenced(context: Context, remarks: Diagnostic[]): Context {
  const tell: Context["tell"] = (...more) => void remarks.push(...more);
  return { ...context, tell, report: tell };
}
