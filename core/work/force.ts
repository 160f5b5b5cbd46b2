import type { Force } from "../verdict/work.ts";
import type { Environment } from "./sign.ts";

export interface ForceSources {
  readonly environment: Environment;
  /** `--no-skip` */
  readonly noSkip: boolean;
  /** The label that does; "" for none. */
  readonly label: string;
  /** Messages of the commits that may ask for it. */
  readonly messages: readonly string[];
}

/** What makes everything run, if anything does: an option, a variable, a label, a schedule, a commit. */
export function forceOf({ environment, noSkip, label, messages }: ForceSources): Force | undefined {
  if (noSkip) return { by: "--no-skip" };
  const force = environment.CIG_FORCE?.trim() ?? "";
  if (force !== "" && !/^(?:0|false|no|off)$/i.test(force)) return ofVariable(force);
  if (label !== "" && labelsOf(environment.CIG_LABELS).includes(label)) return { by: `the label "${label}"` };
  if (environment.CIG_RUN_EVENT === "schedule") return { by: "the schedule" };
  const trailer = messages.flatMap(trailersOf).find((value) => !/^(?:0|false|no|off)$/i.test(value));
  return trailer === undefined ? undefined : { by: "the trailer Cig-Force of the commit" };
}

/** `1`, `true`, `yes`, `on`, `all`: everything; else names of jobs and variants. */
function ofVariable(value: string): Force {
  if (/^(?:1|true|yes|on|all)$/i.test(value)) return { by: "CIG_FORCE" };
  const only = value.split(/[\s,]+/).filter((name) => name !== "");
  return { by: "CIG_FORCE", only };
}

/** A JSON list, as GitHub gives it, or names in lines or behind commas. */
function labelsOf(text = ""): readonly string[] {
  const list = text.trim();
  if (list.startsWith("["))
    try {
      const value: unknown = JSON.parse(list);
      return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    } catch {
      return [];
    }
  return list.split(/[\n,]/).map((label) => label.trim());
}

/** Values of `Cig-Force:` in the last paragraph of a commit's message. */
function trailersOf(message: string): string[] {
  const last =
    message
      .trimEnd()
      .split(/\r?\n\r?\n/)
      .at(-1) ?? "";
  return last.split(/\r?\n/).flatMap((line) => /^cig-force:[ \t]*(\S.*)?$/i.exec(line)?.[1]?.trim() ?? []);
}
