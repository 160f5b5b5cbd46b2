import type { MessageInitShape, StepSchema, Text } from "cig/sdk";
import { pins } from "./pins.ts";

export type StepInit = MessageInitShape<typeof StepSchema>;

/** Makes Buildx available with a builder that can keep layers. */
export function setUpBuildx(version?: Text): StepInit {
  return {
    name: "Set up Docker Buildx",
    kind: {
      case: "toolchain",
      value: {
        tool: "docker",
        ...(version && { version }),
        native: [
          { provider: "github", ...pins.buildx, with: version ? [{ name: "version", value: version }] : [] },
        ],
        fallbackScript: buildxScript,
      },
    },
  };
}

/** POSIX shell. A runner without Docker cannot build images: installing an engine is not a step's business. */
const buildxScript = `set -eu
if ! docker info >/dev/null 2>&1; then
  echo "Docker is not running on this machine, so no image can be built here." >&2
  exit 1
fi
if [ -n "\${TOOLCHAIN_VERSION:-}" ]; then
  case "$(uname -m)" in
    x86_64 | amd64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) echo "Buildx has no release for $(uname -m)." >&2; exit 1 ;;
  esac
  system=$(uname -s | tr '[:upper:]' '[:lower:]')
  version=v\${TOOLCHAIN_VERSION#v}
  release=https://github.com/docker/buildx/releases/download/$version
  binary=buildx-$version.$system-$arch
  folder=\${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
  mkdir -p "$folder"
  work=$(mktemp -d)
  curl -fsSL --retry 3 "$release/$binary" -o "$work/$binary"
  curl -fsSL --retry 3 "$release/checksums.txt" -o "$work/checksums.txt"
  (cd "$work" && grep -F "$binary" checksums.txt | grep -v '[.]json$' | sha256sum -c -)
  mv "$work/$binary" "$folder/docker-buildx"
  chmod +x "$folder/docker-buildx"
  rm -rf "$work"
fi
docker buildx version
docker buildx inspect cig >/dev/null 2>&1 || docker buildx create --name cig --driver docker-container
docker buildx use cig`;

/** Lets the builder run programs of other processors. */
export function setUpEmulation(): StepInit {
  return {
    name: "Set up emulation of other processors",
    kind: {
      case: "toolchain",
      value: {
        tool: "qemu",
        native: [{ provider: "github", ...pins.qemu }],
        fallbackScript: "docker run --rm --privileged tonistiigi/binfmt --install all",
      },
    },
  };
}
