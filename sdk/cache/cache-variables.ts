import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Cache } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText, Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { pathspecs } from "../shell/pathspecs.ts";
import { named, reference, text } from "../text.ts";

/** What the scripts of a cache are told through their environment; see `scripts.ts`. Lists are a line each. */
export function cacheVariables(use: Use, cache: Cache, defaultBranch: string): NamedText[] {
  const texts = cache.keyParts.flatMap(({ kind }) => (kind.case === "text" ? [kind.value] : []));
  const files = cache.keyParts.flatMap(({ kind }) => (kind.case === "files" ? pathspecs(kind.value) : []));
  const image = use.cache?.image;
  const key = joined([...texts, ...(image ? [image] : [])], "-");
  const beginnings = joined(cache.restoreKeys, "\n");
  return [
    named("CIG_CACHE_NAME", cache.name || cache.id),
    ...(key.parts.length > 0 ? [named("CIG_CACHE_KEY", key)] : []),
    ...(files.length > 0 ? [named("CIG_CACHE_FILES", files.join("\n"))] : []),
    named("CIG_CACHE_PATHS", cache.paths.join("\n")),
    ...(cache.exactOnly ? [named("CIG_CACHE_EXACT", "true")] : []),
    ...(beginnings.parts.length > 0 ? [named("CIG_CACHE_BEGINNINGS", beginnings)] : []),
    named("CIG_CACHE_PULL_REQUEST", reference("pr.number")),
    named("CIG_CACHE_BRANCH", reference("git.branch")),
    named("CIG_CACHE_DEFAULT_BRANCH", defaultBranch),
  ];
}

function joined(texts: readonly Text[], between: string): Text {
  return text(...texts.flatMap((each, index) => (index === 0 ? [each] : [between, each])));
}
