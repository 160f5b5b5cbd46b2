import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Level } from "../diagnostic/diagnostic.ts";
import type { Support } from "../manifest.ts";
import type { Feature, Subject } from "./feature.ts";

/** What is to be said where a feature is used. */
export interface Told {
  readonly level: Level;
  /** True: the manifest says how much it matters. */
  readonly isStatedLevel: boolean;
  readonly support: Exclude<Support, "native"> | undefined;
}

/** What is told of a feature; undefined when nothing is. A feature that a manifest does not list is refused. */
export function toldOf(support: Support | undefined): Told | undefined {
  if (support === undefined) return { level: "error", isStatedLevel: false, support };
  if (support === "native" || support.is === "native") return undefined;
  if (support.level) return { level: support.level, isStatedLevel: true, support };
  return support.is === "refused" ? { level: "error", isStatedLevel: false, support } : undefined;
}

interface About {
  readonly feature: Feature;
  /** What people call the provider. */
  readonly title: string;
  readonly provider: string;
  /** The providers of the other outputs. */
  readonly others: readonly string[];
}

/** Errors stand at each place, since each has to be mended; what is only to be known is said once. */
export function remarkOn(about: About, told: Told, subjects: readonly Subject[]): Diagnostic[] {
  const message = messageOf(about, told);
  const hint = hintOf(about, told);
  const one = (subject: Subject, text: string) =>
    diagnose(codes[told.level], text, { level: told.level, subject, ...(hint && { hint }) });
  const isGathered = subjects.length > (told.level === "info" ? 1 : mostWarnings);
  if (told.level === "error" || !isGathered) return subjects.map((subject) => one(subject, message));
  return [one(subjects[0]!, `${message} ${whereElse(subjects)}`)];
}

const codes = { error: "CIG420", warning: "CIG421", info: "CIG422" } as const;

const mostWarnings = 3;

function messageOf({ feature, title }: About, { support }: Told): string {
  if (!support) return `${title} has nothing for ${feature.title}.`;
  if (support.is === "refused") return `${title} ${support.why}.`;
  return `${capitalised(feature.title)} on ${title}: ${support.how}.`;
}

function hintOf({ title, others }: About, { level, support }: Told): string | undefined {
  if (support?.is === "refused" && support.hint) return support.hint;
  if (level !== "error") return undefined;
  const [other] = others;
  const without = other && ` To render the other files without it:\n  cig render --provider ${other}`;
  return `Remove it, or the output of ${title}.${without ?? ""}`;
}

function capitalised(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

const mostNames = 4;

/** "This is so in 54 places: the jobs a, b, c, d and 50 more." */
function whereElse(subjects: readonly Subject[]): string {
  const jobs = [...new Set(subjects.flatMap(([top, id]) => (top === "jobs" && id !== undefined ? id : [])))];
  const count = `This is so in ${subjects.length} places`;
  if (jobs.length === 0) return `${count}.`;
  const shown = jobs.slice(0, mostNames).join(", ");
  const more = jobs.length > mostNames ? ` and ${jobs.length - mostNames} more` : "";
  return `${count}: ${jobs.length === 1 ? "the job" : "the jobs"} ${shown}${more}.`;
}
