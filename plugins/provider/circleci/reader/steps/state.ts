import type { ServiceRow, StepRow } from "cig/sdk/table";
import type { Project } from "../names.ts";
import type { Raw } from "../raw.ts";
import type { Environment } from "../shell/words.ts";
import type { Gathered } from "./files.ts";
import type { KeyFile } from "./keys.ts";
import type { Wait } from "./services.ts";

/** What is known of a job while its steps are read, one after the other. */
export interface JobState {
  readonly project: Project;
  /** The job's variables as they stand in the file. */
  readonly rawEnv: Raw;
  /** The same as texts, with those that a step has exported for all behind it. */
  readonly env: Record<string, string>;
  readonly steps: StepRow[];
  readonly services: ServiceRow[];
  readonly outputs: Record<string, string>;
  /** Variables of steps that set tools up, whose rows do not tell them. */
  readonly toolEnv: Environment[];
  /** Keys of jobs of which one must have gone well. */
  readonly needsAny: string[];
  /** What the job asks at its start before it goes on. */
  readonly questions: { readonly guard: string; readonly environment: Raw }[];
  readonly workingDirectory: unknown;
  readonly shell: unknown;
  timeoutMinutes: number;
  /** Files of which keys of caches have the checksums, by their paths. */
  readonly keyFiles: Map<string, KeyFile>;
  /** What the last script has gathered, to be stored next. */
  gathered: Gathered | undefined;
  add(step: StepRow): void;
  waitFor(found: Wait): void;
}

export function openState(
  base: Pick<JobState, "project" | "rawEnv" | "env" | "workingDirectory" | "shell" | "services">,
): JobState {
  const steps: StepRow[] = [];
  const { services } = base;
  return {
    ...base,
    steps,
    outputs: {},
    toolEnv: [],
    needsAny: [],
    questions: [],
    timeoutMinutes: 0,
    gathered: undefined,
    keyFiles: new Map(),
    add: (step) => void steps.push(step),
    waitFor({ name, port, ready }) {
      const at = services.findIndex((service) => service.name === name);
      if (at < 0) return;
      const service = services[at]!;
      const ports = service.ports.length === 0 && port !== undefined ? [port] : service.ports;
      services[at] = { ...service, ports, waitsUntilReady: true, ...(ready !== undefined && { ready }) };
    },
  };
}
