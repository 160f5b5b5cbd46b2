import { type NamedText, named, type Text, text } from "cig/sdk";
import { buildScript } from "./build-script.ts";
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
        fallbackScript: buildScript(wish),
        fallbackEnv: scriptVariables(wish),
      },
    },
  };
}

function actionInputs(wish: BuildWish, scope: string): NamedText[] {
  const { file, target, tags, platforms, buildArgs, labels, secrets, provenance, sbom } = wish;
  const lines = (name: string, values: readonly Text[]) =>
    values.length > 0 ? [named(name, ...joined(values, "\n"))] : [];
  return [
    // Without it the action fetches the repository again and builds that.
    named("context", wish.context),
    ...(file ? [named("file", file)] : []),
    ...(target ? [named("target", target)] : []),
    ...(platforms.length > 0 ? [named("platforms", ...joined(platforms, ","))] : []),
    ...lines("tags", tags),
    ...lines("labels", pairs(labels)),
    ...lines("build-args", pairs(buildArgs)),
    ...lines("secrets", pairs(secrets)),
    ...(wish.pull ? [named("pull", "true")] : []),
    ...(wish.noCache ? [named("no-cache", "true")] : []),
    named("push", String(wish.push)),
    ...(wish.load ? [named("load", "true")] : []),
    ...(provenance ? [named("provenance", provenance)] : []),
    ...(sbom ? [named("sbom", sbom)] : []),
    ...(keepsLayersElsewhere(wish)
      ? [...lines("cache-from", wish.cacheFrom), ...lines("cache-to", wish.cacheTo)]
      : wish.cache
        ? [
            named("cache-from", `type=gha,scope=${scope}`),
            named("cache-to", `type=gha,mode=max,scope=${scope}`),
          ]
        : []),
  ];
}

function keepsLayersElsewhere({ cacheFrom, cacheTo }: BuildWish): boolean {
  return cacheFrom.length + cacheTo.length > 0;
}

function pairs(values: readonly NamedText[]): Text[] {
  return values.map(({ name, value }) => text(`${name}=`, ...(value ? [value] : [])));
}

/** The values as lines, so that the script need not hold them. A secret has a variable of its own, which Docker reads. */
function scriptVariables(wish: BuildWish): NamedText[] {
  const { file, target, tags, platforms, buildArgs, labels, secrets, provenance, sbom } = wish;
  const lines = (name: string, values: readonly Text[]) =>
    values.length > 0 ? [named(name, ...joined(values, "\n"))] : [];
  return [
    named("DOCKER_BUILD_CONTEXT", wish.context),
    ...(file ? [named("DOCKER_BUILD_FILE", file)] : []),
    ...(target ? [named("DOCKER_BUILD_TARGET", target)] : []),
    ...(platforms.length > 0 ? [named("DOCKER_BUILD_PLATFORMS", ...joined(platforms, ","))] : []),
    ...lines("DOCKER_BUILD_TAGS", tags),
    ...lines("DOCKER_BUILD_LABELS", pairs(labels)),
    ...lines("DOCKER_BUILD_ARGS", pairs(buildArgs)),
    ...lines(
      "DOCKER_BUILD_SECRETS",
      secrets.map(({ name }, index) => text(`id=${name},env=DOCKER_SECRET_${index + 1}`)),
    ),
    ...secrets.map(({ value }, index) => named(`DOCKER_SECRET_${index + 1}`, ...(value ? [value] : []))),
    ...lines("DOCKER_BUILD_CACHE_FROM", wish.cacheFrom),
    ...lines("DOCKER_BUILD_CACHE_TO", wish.cacheTo),
    ...(provenance ? [named("DOCKER_BUILD_PROVENANCE", provenance)] : []),
    ...(sbom ? [named("DOCKER_BUILD_SBOM", sbom)] : []),
  ];
}

function joined(values: readonly Text[], separator: string): (Text | string)[] {
  return values.flatMap((value, index) => (index === 0 ? [value] : [separator, value]));
}
