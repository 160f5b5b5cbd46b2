import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { CacheSchema } from "../proto/gen/cig/plugin/v1/resource_pb.ts";

type Cache = MessageInitShape<typeof CacheSchema>;

/**
 * A cache's id stands for one definition. Where two jobs would define it differently, the first keeps the id and
 * the others add their job's name. An id that cig.toml defines is left alone: cig.toml has the last word on it.
 */
export function distinctCaches(
  wanted: readonly { readonly job: string; readonly cache: Cache | undefined }[],
  configured: readonly string[],
): (Cache | undefined)[] {
  const definitions = new Map<string, string>();
  return wanted.map(({ job, cache }) => {
    if (!cache || configured.includes(cache.id!)) return cache;
    const ids = [
      cache.id!,
      `${cache.id}-${job}`,
      ...Array.from({ length: 99 }, (_, n) => `${cache.id}-${job}-${n + 2}`),
    ];
    for (const id of ids) {
      const definition = fingerprint({ ...cache, id });
      if ((definitions.get(id) ?? definition) !== definition) continue;
      definitions.set(id, definition);
      return { ...cache, id };
    }
    return cache;
  });
}

function fingerprint(cache: Cache): string {
  return toBinary(CacheSchema, create(CacheSchema, cache)).join(" ");
}
