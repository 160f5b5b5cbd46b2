import type { StepToml } from "../../config/schema.ts";
import type { Subject } from "../context.ts";

/** What a call gives for one input: its own value, or the input's default. */
export interface Given {
  readonly source: string | number | boolean;
  readonly type: "string" | "boolean" | "choice" | "number";
  /** Of a choice. */
  readonly options?: readonly string[];
  /** Where it is written. */
  readonly subject: Subject;
  /** The call around the one that gives it; absent in a job's own step. */
  readonly site: CallSite | undefined;
}

/** One call of a command: what the names in the command's steps mean there. */
export interface CallSite {
  /** As in Output.commands. */
  readonly command: string;
  /** The step that calls, and where it is written. */
  readonly step: StepToml;
  readonly subject: Subject;
  /** Names of the command's inputs. */
  readonly names: readonly string[];
  /** Absent: the command as it is defined, `inputs.NAME` stays a name. */
  readonly inputs?: ReadonlyMap<string, Given>;
  /** Ids of the command's steps → those that they have in the job. */
  readonly steps: ReadonlyMap<string, string>;
  /** The call around this one. */
  readonly outer: CallSite | undefined;
}

/** Where a step of a job comes from, once the commands that it calls are in their places. */
export interface StepOrigin {
  readonly subject: Subject;
  /** Absent: a step of the job itself. */
  readonly site?: CallSite;
  /** Keys that a call gave to the step ("shell", "env.NAME") → that call. */
  readonly inherited: ReadonlyMap<string, CallSite>;
  /** The job's step that it comes from: which call of the job, from 0. */
  readonly number?: number;
}

/** Where the steps of jobs with calls come from. The plan counts their steps as they are in the end. */
export class Calls {
  readonly #origins = new Map<string, readonly StepOrigin[]>();

  register(job: string, origins: readonly StepOrigin[]): void {
    this.#origins.set(job, origins);
  }

  /** The origins of a job's steps; undefined for a job that calls nothing. */
  of(job: string): readonly StepOrigin[] | undefined {
    return this.#origins.get(job);
  }

  /** A key path of the plan as cig.toml has it, and the call whose names hold there. */
  find(subject: Subject): { readonly subject: Subject; readonly site?: CallSite | undefined } {
    const origins =
      subject[0] === "jobs" && subject[2] === "steps" ? this.#origins.get(subject[1]!) : undefined;
    const origin = origins?.[Number(subject[3])];
    if (!origin) return { subject };
    const rest = subject.slice(4);
    const giver = origin.inherited.get(rest.slice(0, 2).join(".")) ?? origin.inherited.get(rest[0] ?? "");
    if (giver) return { subject: [...giver.subject, ...rest], site: giver.outer };
    return { subject: [...origin.subject, ...rest], site: origin.site };
  }
}
