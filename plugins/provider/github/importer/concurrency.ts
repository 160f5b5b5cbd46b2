import type { TomlValue } from "cig/sdk/import";
import { isRecord } from "../reader/raw.ts";
import { importCondition } from "./condition.ts";
import { expressionWhy } from "./env.ts";
import { type At, keptInHatch } from "./notes.ts";
import { compact, plainTable } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

/** Groups of runs in cig's words, or GitHub's own. */
export interface Groups {
  readonly own: TomlValue | undefined;
  readonly hatch: TomlValue | undefined;
}

/** Of a workflow, of which cig says a group where nobody does. */
export function workflowGroups(value: unknown, scope: Scope, at: At): Groups {
  return value === undefined || value === null
    ? { own: undefined, hatch: false }
    : groupsOf(value, scope, at);
}

export function jobGroups(value: unknown, scope: Scope, at: At): Groups {
  return value === undefined || value === null
    ? { own: undefined, hatch: undefined }
    : groupsOf(value, scope, at);
}

function groupsOf(value: unknown, scope: Scope, at: At): Groups {
  const table = isRecord(value) ? value : { group: value };
  const { group, "cancel-in-progress": cancels = false, ...others } = table;
  const name = importText(String(group ?? ""), scope);
  const condition = importCondition(cancels, scope);
  if (name && condition !== undefined && Object.keys(others).length === 0)
    return {
      own:
        condition === "false"
          ? name
          : compact({ group: name, cancel_in_progress: condition === "true" ? true : condition }),
      hatch: undefined,
    };
  keptInHatch(at, "`concurrency`", expressionWhy);
  // Without a word the runs of a group wait, where cig's own group would let newer ones end older ones.
  return { own: undefined, hatch: { "cancel-in-progress": false, ...plainTable(table) } };
}
