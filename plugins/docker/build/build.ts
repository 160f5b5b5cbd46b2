import { type NamedText, named, type Text, text } from "cig/sdk";
import { pins } from "./pins.ts";
import type { StepInit } from "./setup.ts";
import type { BuildWish } from "./wish.ts";

/** Builds the image. `scope` keeps the layer caches of different builds apart. */
export function build(wish: BuildWish, scope: string): StepInit {
  return {
    name: wish.push ? "Build and push the image" : "Build the image",
    kind: {
      case: "toolchain",
      value: {
        tool: "docker-build",
        native: [{ provider: "github", ...pins.build, with: actionInputs(wish, scope) }],
        fallbackScript: buildScript,
        fallbackEnv: scriptVariables(wish),
      },
    },
  };
}

function actionInputs(wish: BuildWish, scope: string): NamedText[] {
  const { file, target, tags, platforms, buildArgs } = wish;
  const args = buildArgs.map(({ name, value }) => text(`${name}=`, value));
  return [
    // Without it the action fetches the repository again and builds that.
    { name: "context", value: wish.context },
    ...(file ? [{ name: "file", value: file }] : []),
    ...(target ? [{ name: "target", value: target }] : []),
    ...(platforms.length > 0 ? [named("platforms", ...joined(platforms, ","))] : []),
    ...(tags.length > 0 ? [named("tags", ...joined(tags, "\n"))] : []),
    ...(args.length > 0 ? [named("build-args", ...joined(args, "\n"))] : []),
    named("push", String(wish.push)),
    ...(wish.load ? [named("load", "true")] : []),
    ...(wish.cache
      ? [
          named("cache-from", `type=gha,scope=${scope}`),
          named("cache-to", `type=gha,mode=max,scope=${scope}`),
        ]
      : []),
  ].map(({ name, value }) => named(name, ...(value ? [value] : [])));
}

/** The values as lines, so that the script need not hold them. */
function scriptVariables(wish: BuildWish): NamedText[] {
  const { file, target, tags, platforms, buildArgs } = wish;
  const args = buildArgs.map(({ name, value }) => text(`${name}=`, value));
  return [
    named("DOCKER_BUILD_CONTEXT", wish.context),
    ...(file ? [named("DOCKER_BUILD_FILE", file)] : []),
    ...(target ? [named("DOCKER_BUILD_TARGET", target)] : []),
    ...(platforms.length > 0 ? [named("DOCKER_BUILD_PLATFORMS", ...joined(platforms, ","))] : []),
    ...(tags.length > 0 ? [named("DOCKER_BUILD_TAGS", ...joined(tags, "\n"))] : []),
    ...(args.length > 0 ? [named("DOCKER_BUILD_ARGS", ...joined(args, "\n"))] : []),
    ...(wish.push ? [named("DOCKER_BUILD_PUSH", "true")] : []),
    ...(wish.load ? [named("DOCKER_BUILD_LOAD", "true")] : []),
  ];
}

/** POSIX shell: builds up the arguments one by one, so that no value is ever split or read as code. */
const buildScript = `set -eu
set --
if [ -n "\${DOCKER_BUILD_FILE:-}" ]; then set -- "$@" --file "$DOCKER_BUILD_FILE"; fi
if [ -n "\${DOCKER_BUILD_TARGET:-}" ]; then set -- "$@" --target "$DOCKER_BUILD_TARGET"; fi
if [ -n "\${DOCKER_BUILD_PLATFORMS:-}" ]; then set -- "$@" --platform "$DOCKER_BUILD_PLATFORMS"; fi
if [ -n "\${DOCKER_BUILD_TAGS:-}" ]; then
  while IFS= read -r tag; do set -- "$@" --tag "$tag"; done <<TAGS
$DOCKER_BUILD_TAGS
TAGS
fi
if [ -n "\${DOCKER_BUILD_ARGS:-}" ]; then
  while IFS= read -r argument; do set -- "$@" --build-arg "$argument"; done <<ARGUMENTS
$DOCKER_BUILD_ARGS
ARGUMENTS
fi
if [ "\${DOCKER_BUILD_PUSH:-}" = true ]; then set -- "$@" --push; fi
if [ "\${DOCKER_BUILD_LOAD:-}" = true ]; then set -- "$@" --load; fi
docker buildx build "$@" -- "$DOCKER_BUILD_CONTEXT"`;

function joined(values: readonly Text[], separator: string): (Text | string)[] {
  return values.flatMap((value, index) => (index === 0 ? [value] : [separator, value]));
}
