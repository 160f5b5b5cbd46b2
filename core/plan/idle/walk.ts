import type { CigToml, JobToml } from "../../config/schema.ts";
import type { Subject } from "../context.ts";

/** A text of cig.toml and where it stands. */
export interface Found {
  readonly text: string;
  readonly subject: Subject;
}

/** Every text in a value of cig.toml; `skip` names keys whose values are somebody else's words. */
export function* textsIn(value: unknown, subject: Subject, skip?: ReadonlySet<string>): Iterable<Found> {
  if (typeof value === "string") yield { text: value, subject };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsIn(item, [...subject, String(index)], skip);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value))
      if (!skip?.has(key)) yield* textsIn(item, [...subject, key], skip);
}

/** Jobs, templates, and what profiles that are not chosen say of jobs. */
export function jobTables({ jobs, templates, profiles }: CigToml): readonly Partial<JobToml>[] {
  return [
    ...Object.values(jobs ?? {}),
    ...Object.values(templates ?? {}),
    ...Object.values(profiles ?? {}).flatMap(({ jobs: own, templates: parts }) => [
      ...Object.values(own ?? {}),
      ...Object.values(parts ?? {}),
    ]),
  ];
}

/** True where a text is a condition, in which names stand without braces. */
export function isCondition(subject: Subject): boolean {
  return subject.at(-1) === "if" || subject.at(-1) === "cancel_in_progress";
}

/** The condition with blanks for what stands in quotes, so that offsets stay. */
export function withoutQuoted(condition: string): string {
  return condition.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => " ".repeat(quoted.length));
}
