import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { CacheSchema } from "../proto/gen/cig/plugin/v1/resource_pb.ts";

type Cache = MessageInitShape<typeof CacheSchema>;

/**
 * A cache's id stands for one definition. Where two jobs would define it differently, the first keeps the id and
 * the others add their job's name; their keys still begin alike where they keep the same paths, so that equal keys
 * find the same entries. An id that cig.toml defines is left alone: cig.toml has the last word on it.
 */
export function distinctCaches(
  wanted: readonly { readonly job: string; readonly cache: Cache | undefined }[],
  configured: readonly string[],
): (Cache | undefined)[] {
  const definitions = new Map<string, string>();
  const pathsOf = new Map<string, string>();
  return wanted.map(({ job, cache }) => {
    if (!cache || configured.includes(cache.id!)) return cache;
    const ids = [
      cache.id!,
      `${cache.id}-${job}`,
      ...Array.from({ length: 99 }, (_, n) => `${cache.id}-${job}-${n + 2}`),
    ];
    const paths = (cache.paths ?? []).join("\n");
    if (!pathsOf.has(cache.id!)) pathsOf.set(cache.id!, paths);
    const name = pathsOf.get(cache.id!) === paths ? { name: cache.id! } : {};
    for (const id of ids) {
      const own = id === cache.id ? cache : { ...cache, id, ...name };
      const definition = fingerprint(own);
      if ((definitions.get(id) ?? definition) !== definition) continue;
      definitions.set(id, definition);
      return own;
    }
    return cache;
  });
}

function fingerprint(cache: Cache): string {
  return toBinary(CacheSchema, create(CacheSchema, cache)).join(" ");
}
