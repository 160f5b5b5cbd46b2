import {
  and,
  type Decision,
  decide,
  type Ending,
  type Occasion,
  type ServiceRow,
  type StepRow,
  type Truth,
} from "cig/sdk/table";
import { judgeGuard } from "../guard.ts";
import type { Known } from "../text.ts";

/** What the script of a job means. */
export interface ReadScript {
  readonly steps: StepRow[];
  readonly services: ServiceRow[];
  readonly outputs: Record<string, string>;
  readonly env: Readonly<Record<string, string>>;
  image?: string;
  oidc: boolean;
  /** Questions that decide whether the job does anything. */
  readonly questions: string[];
  /** Keys of steps of which one job's must have ended well. */
  readonly any: string[];
  readonly secrets: Set<string>;
}

export interface State extends ReadScript {
  env: Record<string, string>;
  known: Known;
  /** The question around the lines that are read. */
  guard: string | undefined;
  /** A value that the next line leaves as an output. */
  value: string;
  readonly paths: Map<string, readonly string[]>;
  /** Keys of caches, by the variables that hold them. */
  readonly keys: Map<string, readonly string[]>;
}

export type Status = "success" | "failure" | "always";

/** When a step runs, by its status and the question around it. */
export function decided(status: Status, state: State): Decision {
  const { guard } = state;
  return decide((occasion: Occasion, ending: Ending): Truth => {
    if (ending === "failure" ? status === "success" : status === "failure") return false;
    return guard === undefined ? true : and([judgeGuard(guard, occasion, ending, state.known)]);
  });
}

export function timeOf(status: Status, state: State) {
  const { runsOn, runsAfter } = decided(status, state);
  return { runsOn, runsAfter };
}

export function noteSecrets(text: string, state: State): void {
  for (const [, name] of text.matchAll(/\{\{ secrets\.([\w-]+) \}\}/g)) state.secrets.add(name!);
}
