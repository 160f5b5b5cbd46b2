import type { MessageInitShape } from "@bufbuild/protobuf";
import { type DiagnosticSchema, Level } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";

export type CacheRemark = MessageInitShape<typeof DiagnosticSchema>;

/** What can be wrong with a cache in a backend: number → fixed title. All of it is an error. */
const titles = {
  "201": "Paths that a backend cannot keep",
  "202": "Not a step",
  "203": "Not the address of a backend",
} as const;

/** A remark of a plugin with this prefix of codes, about the cache that is asked for, or its backend. */
export function cacheRemark(
  prefix: string,
  number: keyof typeof titles,
  use: Use,
  message: string,
  hint: string,
): CacheRemark {
  return {
    level: Level.ERROR,
    code: `${prefix}${number}`,
    title: titles[number],
    message,
    hint,
    location: { subject: subjectOf(number, use) },
  };
}

function subjectOf(number: keyof typeof titles, { cache: wish, job }: Use): string[] {
  if (!wish?.cache) return ["jobs", job];
  return number === "203" ? ["backends", wish.cache.backend, "with"] : ["caches", wish.cache.id];
}
