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

/** A remark of a plugin with this prefix of codes, about the cache that is asked for. */
export function cacheRemark(
  prefix: string,
  number: keyof typeof titles,
  use: Use,
  message: string,
  hint: string,
): CacheRemark {
  const subject = use.cache?.cache ? ["caches", use.cache.cache.id] : ["jobs", use.job];
  return {
    level: Level.ERROR,
    code: `${prefix}${number}`,
    title: titles[number],
    message,
    hint,
    location: { subject },
  };
}
