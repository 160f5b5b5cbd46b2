import type { Status } from "../../execution/world.ts";
import type { Occasion } from "../place.ts";

/** One run, what was changed before it, and what must come of it. */
export interface Turn extends Occasion {
  /** Where it happens; a branch that is not there yet begins where the last turn was. Absent: where the last one was. */
  readonly branch?: string;
  /** A commit before the run; null removes a file. */
  readonly change?: Readonly<Record<string, string | null>>;
  readonly message?: string;
  /** What is wrong from now on. */
  readonly fault?:
    | "the store is down"
    | "markers are damaged"
    | "markers are another's"
    | "what is left is refused";
  /** Lines that scripts wrote, sorted. */
  readonly ran: readonly string[];
  readonly gate: Status;
  /** What people are told, somewhere in the logs and summaries. */
  readonly says?: readonly RegExp[];
}

/** What happens one after the other. Before it, everything has passed on main. */
export interface Scenario {
  readonly title: string;
  readonly turns: readonly Turn[];
  /** By provider: what happens instead where it cannot happen like that, and why it cannot. */
  readonly variants?: Readonly<Record<string, { readonly because: string; readonly turns: readonly Turn[] }>>;
}

/** All that runs in a run of the toy that goes well. */
export const everything = ["build", "deploy", "docs", "lint", "test-1", "test-2"];
/** How a job that is left out is told of. */
export const passed = /already passed/;
