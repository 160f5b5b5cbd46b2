import type { BuildWish } from "./wish.ts";

/**
 * POSIX shell: builds up the arguments one by one, so that no value is ever split or read as code. It holds the parts that
 * the wish has something for.
 */
export function buildScript(wish: BuildWish): string {
  const parts = [
    wish.file && single("file", "FILE"),
    wish.target && single("target", "TARGET"),
    wish.platforms.length > 0 && single("platform", "PLATFORMS"),
    wish.tags.length > 0 && each("tag", "TAGS"),
    wish.labels.length > 0 && each("label", "LABELS"),
    wish.buildArgs.length > 0 && each("build-arg", "ARGS"),
    wish.secrets.length > 0 && each("secret", "SECRETS"),
    wish.cacheFrom.length > 0 && each("cache-from", "CACHE_FROM"),
    wish.cacheTo.length > 0 && each("cache-to", "CACHE_TO"),
    wish.provenance && single("provenance", "PROVENANCE"),
    wish.sbom && single("sbom", "SBOM"),
    wish.pull && 'set -- "$@" --pull',
    wish.noCache && 'set -- "$@" --no-cache',
    wish.push && 'set -- "$@" --push',
    wish.load && 'set -- "$@" --load',
  ].filter((part) => typeof part === "string");
  return ["set -eu", "set --", ...parts, 'docker buildx build "$@" -- "$DOCKER_BUILD_CONTEXT"'].join("\n");
}

function single(option: string, variable: string): string {
  return `if [ -n "$DOCKER_BUILD_${variable}" ]; then set -- "$@" --${option} "$DOCKER_BUILD_${variable}"; fi`;
}

/** A value a line. */
function each(option: string, variable: string): string {
  return `while IFS= read -r value; do set -- "$@" --${option} "$value"; done <<${variable}
$DOCKER_BUILD_${variable}
${variable}`;
}
