import {
  create,
  type MessageInitShape,
  type Use,
  type Value,
  type ValueEntrySchema,
  ValueSchema,
} from "cig/sdk";
import type { Machine } from "./machine.ts";

type Entries = MessageInitShape<typeof ValueEntrySchema>[];

/**
 * What a job calls its machine. On GitHub and Buildkite by a word that no other run and no other job has, so that each
 * machine gets the job that it was started for; on CircleCI by its resource class, in which all are alike.
 */
export function tableFor(use: Use, machine: Machine): Entries {
  switch (use.launch!.provider) {
    case "github": {
      const own = `${machineWord(use)}-\${{ github.run_id }}-\${{ github.run_attempt }}`;
      return [
        { key: "runs-on", value: machine.labels.length === 0 ? text(own) : list([own, ...machine.labels]) },
      ];
    }
    case "buildkite": {
      const own = `${machineWord(use)}-$BUILDKITE_BUILD_ID`;
      const agents = [
        { key: "queue", value: text(machine.agentQueue) },
        { key: "machine", value: text(own) },
      ];
      return [
        {
          key: "agents",
          value: create(ValueSchema, { kind: { case: "table", value: { entries: agents } } }),
        },
      ];
    }
    default:
      return [
        { key: "machine", value: create(ValueSchema, { kind: { case: "boolean", value: true } }) },
        { key: "resource_class", value: text(machine.resourceClass ?? "") },
      ];
  }
}

/** What the names of a job's machines begin with. */
export function machineWord({ runner, job }: Use): string {
  return `${runner!.id}-${job}`.replace(/[^A-Za-z0-9_-]+/g, "-");
}

function text(value: string): Value {
  return create(ValueSchema, { kind: { case: "text", value } });
}

function list(values: readonly string[]): Value {
  return create(ValueSchema, { kind: { case: "list", value: { items: values.map(text) } } });
}
