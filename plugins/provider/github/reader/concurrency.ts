import { type JobRow, occasionsWhere } from "cig/sdk/table";
import { type Known, truthOn } from "./expression/condition.ts";
import { conditionNode, readText } from "./expression/text.ts";
import { isRecord } from "./raw.ts";

/** Reads `concurrency`, of a job or of a workflow: a group, or a table with it. */
export function readConcurrency(
  value: unknown,
  known: Known,
): Pick<JobRow, "concurrency"> & Required<Pick<JobRow, "cancels">> {
  if (value === undefined || value === null) return { cancels: [] };
  const { group, "cancel-in-progress": cancels } = isRecord(value)
    ? value
    : { group: value, "cancel-in-progress": undefined };
  const node = conditionNode(cancels);
  return {
    concurrency: readText(group, known.names),
    // What only the run knows may end older ones.
    cancels: node ? occasionsWhere((occasion) => truthOn(node, occasion, "success", known) !== false) : [],
  };
}
